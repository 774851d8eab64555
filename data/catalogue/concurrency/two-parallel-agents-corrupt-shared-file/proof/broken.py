"""Two agent processes edit different lines of the same file through a tool that reads the whole
file, changes a copy, and writes the whole copy back.

Both read before either writes. Both report success. The second write takes the first edit away.
While it is being written, the file is also empty for a moment, and a reader sees that.
"""
import multiprocessing

FILE = "app.py"
START = "timeout = 30\nretries = 0\n"
EDITS = {"agent-a": ("timeout = 30", "timeout = 60"), "agent-b": ("retries = 0", "retries = 3")}
mp = multiprocessing.get_context("fork")
both_have_read = mp.Barrier(2)
first_is_done = mp.Event()


# region: read-change-write
def edit_file(path, old, new, think=lambda: None):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    think()  # the model answers, or the other agent gets the processor
    if old not in text:
        raise ValueError(f"String to replace not found in {path}")
    with open(path, "w", encoding="utf-8") as f:  # truncates the file to 0 bytes at once
        watch(path)
        f.write(text.replace(old, new))
    return "Text replaced successfully"
# endregion


def watch(path):
    with open(path, encoding="utf-8") as f:
        print(f"[watcher] {path}: {len(f.read())} bytes", flush=True)


def run_agent(name):
    def think():
        both_have_read.wait(timeout=4)
        if name == "agent-b":
            assert first_is_done.wait(timeout=4)

    old, new = EDITS[name]
    print(f"[{name}] edit_file {FILE}: {edit_file(FILE, old, new, think)}", flush=True)
    first_is_done.set()


def main():
    with open(FILE, "w", encoding="utf-8") as f:
        f.write(START)
    agents = [mp.Process(target=run_agent, args=(name,)) for name in EDITS]
    for agent in agents:
        agent.start()
    for agent in agents:
        agent.join()
    with open(FILE, encoding="utf-8") as f:
        text = f.read()
    print(f"[review] {FILE} is now:\n{text}", end="", flush=True)
    for name, (old, new) in EDITS.items():
        assert new in text, f"lost update in {FILE}: '{new}' by {name} is gone, the file says '{old}' again"


if __name__ == "__main__":
    main()
