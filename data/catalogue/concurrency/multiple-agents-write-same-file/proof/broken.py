"""Two agent processes append one JSON record each to the same results.jsonl.

Both open the file in append mode, so nothing is overwritten. But a record is larger than
Python's file buffer, so json.dump() plus the newline reach the file in several write(2)
calls. A barrier stops both agents between their first and their last write(2).
"""
import json
import multiprocessing

RESULTS = "results.jsonl"
AGENTS = ("research", "reviewer")
mp = multiprocessing.get_context("fork")
both_are_half_done = mp.Barrier(2)


# region: unlocked-append
def append_result(path, record):
    with open(path, "a", encoding="utf-8") as f:
        json.dump(record, f)  # a long record is larger than the buffer: most of it is written now
        both_are_half_done.wait(timeout=4)  # the other agent gets the processor here
        f.write("\n")  # the rest is written when the file is closed
# endregion


def run_agent(name):
    append_result(RESULTS, {"agent": name, "report": name[0] * 300_000})


def main():
    agents = [mp.Process(target=run_agent, args=(name,)) for name in AGENTS]
    for agent in agents:
        agent.start()
    for name, agent in zip(AGENTS, agents):
        agent.join()
        print(f"[{name}] appended 1 record to {RESULTS}, exit code {agent.exitcode}", flush=True)

    with open(RESULTS, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            starts = line.count('{"agent"')
            print(f"[merge] {RESULTS} line {number}: {len(line)} characters, {starts} records start here", flush=True)
            record = json.loads(line)
            print(f"[merge] {record['agent']}: ok")


if __name__ == "__main__":
    main()
