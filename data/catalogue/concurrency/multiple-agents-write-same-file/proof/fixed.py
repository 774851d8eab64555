"""The same two agents, stopped in the middle of their records in the same way, and every record
comes back whole: with a file per agent, with a lock around the append, and with one writer
process. A file damaged as in broken.py is also read as far as it can be.
"""
import fcntl
import json
import multiprocessing
import os
from pathlib import Path

RESULTS = "results.jsonl"
AGENTS = ("research", "reviewer")
mp = multiprocessing.get_context("fork")


# region: file-per-agent
def result_path(directory, agent):
    return Path(directory) / f"results.{agent}.{os.getpid()}.jsonl"


def read_results(directory):
    for path in sorted(Path(directory).glob("results.*.jsonl")):
        with open(path, encoding="utf-8") as f:
            for line in f:
                yield json.loads(line)
# endregion


# region: locked-append
def append_locked(path, record):
    data = (json.dumps(record) + "\n").encode()
    fd = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)  # waits until no other agent holds the lock
        size = os.fstat(fd).st_size
        if size and os.pread(fd, 1, size - 1) != b"\n":
            data = b"\n" + data  # a writer died in mid-record: do not glue ours to it
        while data:
            data = data[os.write(fd, data):]  # write(2) may take only a part
    finally:
        os.close(fd)  # also gives the lock back
# endregion


# region: single-writer
def write_results(queue, path):
    """The only code that opens the file. Runs in one process; agents call queue.put(record)."""
    with open(path, "a", encoding="utf-8") as f:
        for record in iter(queue.get, None):  # None says that all agents are done
            f.write(json.dumps(record) + "\n")
            f.flush()
# endregion


# region: salvage
def salvage(text, is_record):
    """Every record in a damaged file that is still whole."""
    decoder, records, at = json.JSONDecoder(), [], 0
    while (start := text.find("{", at)) >= 0:
        try:
            value, at = decoder.raw_decode(text, start)
        except json.JSONDecodeError:
            at = start + 1  # torn here: try again at the next brace
            continue
        if is_record(value):
            records.append(value)
    return records
# endregion


def record_of(name):
    return {"agent": name, "report": name[0] * 300_000}


def naive_append(path, record, pause):
    with open(path, "a", encoding="utf-8") as f:
        json.dump(record, f)
        pause()
        f.write("\n")


def run(*targets):
    processes = [mp.Process(target=target, args=(name,)) for target, name in zip(targets, AGENTS)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0, f"an agent failed with exit code {process.exitcode}"


def check(fix, records):
    found = sorted(records, key=lambda record: record["agent"])
    assert found == [record_of(name) for name in AGENTS], f"{fix}: records are missing or torn"


def file_per_agent():
    barrier = mp.Barrier(2)
    os.mkdir("results")
    agent = lambda name: naive_append(result_path("results", name), record_of(name), lambda: barrier.wait(4))
    run(agent, agent)
    check("file per agent", read_results("results"))


def locked_append():
    """The first agent is stopped after half a record until the second waits for the lock or is done."""
    half_written, second_moved = mp.Event(), mp.Event()
    real_write, real_flock = os.write, fcntl.flock

    def first(name):
        def write_half(fd, data):
            os.write = real_write
            written = real_write(fd, data[: len(data) // 2])
            half_written.set()
            assert second_moved.wait(4)
            return written
        os.write = write_half
        append_locked(RESULTS, record_of(name))

    def second(name):
        def knock(fd, operation):
            second_moved.set()
            real_flock(fd, operation)
        fcntl.flock = knock
        assert half_written.wait(4)
        append_locked(RESULTS, record_of(name))
        second_moved.set()

    Path(RESULTS).write_text('{"agent": "killed", "rep')  # left behind by a writer that was killed
    run(first, second)
    torn, *lines = Path(RESULTS).read_text().splitlines()
    check("locked append", map(json.loads, lines))


def single_writer():
    queue, barrier = mp.Queue(), mp.Barrier(2)
    writer = mp.Process(target=write_results, args=(queue, "single.jsonl"))
    writer.start()
    agent = lambda name: (barrier.wait(4), queue.put(record_of(name)))
    run(agent, agent)
    queue.put(None)
    writer.join()
    check("single writer", map(json.loads, Path("single.jsonl").read_text().splitlines()))


def salvage_damaged():
    """The first agent is stopped in mid-record until the second has written all of its own."""
    half_written, second_done = mp.Event(), mp.Event()

    def first(name):
        def pause():
            half_written.set()
            assert second_done.wait(4)
        naive_append("damaged.jsonl", record_of(name), pause)

    def second(name):
        assert half_written.wait(4)
        naive_append("damaged.jsonl", record_of(name), lambda: None)
        second_done.set()

    run(first, second)
    whole = salvage(Path("damaged.jsonl").read_text(), lambda value: "agent" in value)
    assert whole == [record_of(AGENTS[1])], "salvage: expected the second record, whole"
    torn = '{"agent": "killed", "call": {"tool": "grep"}, "rep'  # its inner object is whole, and no record
    assert salvage(torn + '{"agent": "next"}', lambda value: "agent" in value) == [{"agent": "next"}]


if __name__ == "__main__":
    file_per_agent()
    locked_append()
    salvage_damaged()
    single_writer()
    print("2 of 2 records whole with a file per agent, with a lock, with one writer; 1 of 2 salvaged from the damaged file")
