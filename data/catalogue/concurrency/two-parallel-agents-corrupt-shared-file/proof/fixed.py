"""The same two agents edit the same file at the same time, and no edit is lost without a word:
with a write tool that refuses a stale write, with an edit tool that locks, and with a copy of
the project for each agent. Readers never see a half-written file.
"""
import contextlib
import fcntl
import hashlib
import multiprocessing
import os
import shutil
import tempfile
from pathlib import Path

FILE = "app.py"
START = "timeout = 30\nretries = 0\n"
DONE = "timeout = 60\nretries = 3\n"
EDITS = {"agent-a": ("timeout = 30", "timeout = 60"), "agent-b": ("retries = 0", "retries = 3")}
mp = multiprocessing.get_context("fork")


# region: atomic-replace
def atomic_replace(path, data):
    """Readers see the old file or the new one, never a part."""
    path = os.path.realpath(path)  # replace the file, not a link to it
    fd, temporary = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".tmp-")
    try:
        with os.fdopen(fd, "wb") as f:
            f.write(data)
            f.flush()
            os.fsync(f.fileno())
        if os.path.exists(path):
            shutil.copymode(path, temporary)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
# endregion


# region: lock
@contextlib.contextmanager
def locked(path):
    # A file of its own: os.replace() gives the data file a new inode, and the lock stays on the old one.
    with open(os.path.realpath(path) + ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
# endregion


# region: compare-and-replace
class StaleFile(Exception):
    pass


def read_file(path):
    data = Path(path).read_bytes()
    return data.decode(), hashlib.sha256(data).hexdigest()


def write_file(path, text, seen):
    """Replace the whole file, but only if it is still the one that the agent read."""
    with locked(path):
        if read_file(path)[1] != seen:
            raise StaleFile(f"{path} was changed after you read it. Read it again and redo your change.")
        atomic_replace(path, text.encode())
# endregion


# region: locked-edit
def edit_file(path, old, new):
    """Replace one passage. What the file holds now counts, not what the agent read earlier."""
    with locked(path):
        text, _ = read_file(path)
        if text.count(old) != 1:
            raise ValueError(f"{path}: expected the passage once, found it {text.count(old)} times")
        atomic_replace(path, text.replace(old, new).encode())
# endregion


# region: own-copy
def merge(base, copies):
    """Take over what each agent changed in its own copy. Two versions of a file are a conflict."""
    changed = {}
    for copy in copies:
        for file in Path(copy).rglob("*"):
            name, original = file.relative_to(copy), Path(base) / file.relative_to(copy)
            if file.is_file() and not (original.is_file() and original.read_bytes() == file.read_bytes()):
                changed.setdefault(name, {})[file.read_bytes()] = copy
    conflicts = {str(name): list(versions.values()) for name, versions in changed.items() if len(versions) > 1}
    for name, versions in changed.items():
        if str(name) not in conflicts:
            (Path(base) / name).parent.mkdir(parents=True, exist_ok=True)
            atomic_replace(Path(base) / name, next(iter(versions)))
    return conflicts  # for a person, or for an agent that sees both versions
# endregion


def run(*targets):
    processes = [mp.Process(target=target) for target in targets]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0, f"an agent failed with exit code {process.exitcode}"


def readers_see_whole_files():
    Path(FILE).write_text(START)
    seen, real = [], os.fsync
    os.fsync = lambda fd: seen.append(Path(FILE).read_text())  # a reader comes while we write
    atomic_replace(FILE, DONE.encode())
    os.fsync = real
    assert seen == [START] and Path(FILE).read_text() == DONE, f"a reader saw {seen!r}"


def stale_write_is_refused():
    Path(FILE).write_text(START)
    both_have_read, first_is_done = mp.Barrier(2), mp.Event()

    def agent(name):
        old, new = EDITS[name]
        text, seen = read_file(FILE)
        both_have_read.wait(4)
        if name == "agent-a":
            write_file(FILE, text.replace(old, new), seen)
            first_is_done.set()
            return
        assert first_is_done.wait(4)
        try:
            write_file(FILE, text.replace(old, new), seen)
        except StaleFile:  # the tool's answer; the agent reads again
            text, seen = read_file(FILE)
            write_file(FILE, text.replace(old, new), seen)

    run(lambda: agent("agent-a"), lambda: agent("agent-b"))
    assert Path(FILE).read_text() == DONE, "compare and replace: an edit is gone"


def lock_outlives_the_old_file():
    Path(FILE).write_text(START)
    real = fcntl.flock
    with locked(FILE):
        atomic_replace(FILE, DONE.encode())
        fcntl.flock = lambda lock, operation: real(lock, operation | fcntl.LOCK_NB)
        try:
            with locked(FILE):
                raise AssertionError("a second agent got the lock after the file was replaced")
        except BlockingIOError:
            pass
        finally:
            fcntl.flock = real


def write_again_if_stale(path, old, new):
    text, seen = read_file(path)
    try:
        write_file(path, text.replace(old, new), seen)
    except StaleFile:
        write_again_if_stale(path, old, new)


def changes_wait_for_each_other(change):
    """agent-a is stopped between reading and writing until agent-b waits for the lock or is done."""
    Path(FILE).write_text(START)
    first_has_read, second_moved = mp.Event(), mp.Event()
    real_replace, real_flock = os.replace, fcntl.flock

    def agent_a():
        def slow_replace(source, target):
            first_has_read.set()
            assert second_moved.wait(4)
            real_replace(source, target)
        os.replace = slow_replace
        change(FILE, *EDITS["agent-a"])

    def agent_b():
        def knock(lock, operation):
            second_moved.set()
            real_flock(lock, operation)
        fcntl.flock = knock
        assert first_has_read.wait(4)
        change(FILE, *EDITS["agent-b"])
        second_moved.set()

    run(agent_a, agent_b)
    assert Path(FILE).read_text() == DONE, f"{change.__name__}: an edit is gone"


def copies_are_merged():
    os.mkdir("base")
    (Path("base") / FILE).write_text(START)
    for name, (old, new) in EDITS.items():
        shutil.copytree("base", name)
        (Path(name) / FILE).write_text(START.replace(old, new))
        (Path(name) / f"notes-{name}.md").write_text(name)
    conflicts = merge("base", list(EDITS))
    assert conflicts == {FILE: list(EDITS)} and (Path("base") / FILE).read_text() == START
    assert all((Path("base") / f"notes-{name}.md").read_text() == name for name in EDITS)


if __name__ == "__main__":
    readers_see_whole_files()
    stale_write_is_refused()
    lock_outlives_the_old_file()
    changes_wait_for_each_other(edit_file)
    changes_wait_for_each_other(write_again_if_stale)
    copies_are_merged()
    print("both edits are in app.py (stale write refused, locked edit); own copies: conflict reported; no half-written file seen")
