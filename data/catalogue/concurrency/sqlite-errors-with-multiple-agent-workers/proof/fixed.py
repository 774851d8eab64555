"""Several agent workers and one SQLite file, without errors and without lost work.

The same adverse schedules as in broken.py: a worker that starts while another is in the middle of
its read-then-write, a reader that keeps its snapshot open, a change by another worker during the
model call, and many threads that write at once.
"""
import concurrent.futures
import multiprocessing
import queue
import threading

# region: connection-per-worker
import contextlib
import sqlite3


def connect(path, timeout=5.0):
    """Call it in the thread or process that uses the connection; never hand the result on."""
    conn = sqlite3.connect(path, timeout=timeout, isolation_level=None)
    mode = conn.execute("PRAGMA journal_mode=WAL").fetchone()[0]
    if mode != "wal":
        raise RuntimeError("no WAL here (network file system?): journal mode is %s" % mode)
    return conn


@contextlib.contextmanager
def write(conn):
    """Take the write lock before the first read, so that nothing read here can become stale."""
    conn.execute("BEGIN IMMEDIATE")
    try:
        yield conn
        conn.execute("COMMIT")
    except BaseException:
        if conn.in_transaction:
            conn.execute("ROLLBACK")
        raise
# endregion


# region: model-call-outside
def summarise_task(conn, task_id, ask_model, attempts=3):
    for _ in range(attempts):
        text, version = conn.execute(
            "SELECT text, version FROM tasks WHERE id = ?", (task_id,)).fetchone()
        summary = ask_model(text)  # seconds or minutes: no transaction is open here
        with write(conn):
            changed = conn.execute(
                "UPDATE tasks SET summary = ?, version = version + 1 WHERE id = ? AND version = ?",
                (summary, task_id, version)).rowcount
        if changed:
            return summary
    raise RuntimeError("task %s changed under each of %d attempts" % (task_id, attempts))
# endregion


# region: single-writer
class Writer:
    """One thread owns the only connection that writes. Everyone else sends it work."""

    def __init__(self, path):
        self._path, self._jobs = path, queue.Queue(maxsize=1000)
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        conn = connect(self._path)
        for job, future in iter(self._jobs.get, None):
            try:
                with write(conn):
                    result = job(conn)
                future.set_result(result)
            except Exception as error:
                future.set_exception(error)
        conn.close()

    def submit(self, job):
        future = concurrent.futures.Future()
        self._jobs.put((job, future))
        return future

    def close(self):
        self._jobs.put(None)
        self._thread.join()
# endregion


DB = "agent.db"


def worker_process(first, up, first_has_read, second_has_read):
    conn = connect(DB)
    up.wait(timeout=4)
    if not first:
        assert first_has_read.wait(4)
    with write(conn):
        used = conn.execute("SELECT tokens FROM budget").fetchone()[0]
        if first:  # give the other worker every chance to read the same number
            first_has_read.set()
            second_has_read.wait(0.5)
        else:
            second_has_read.set()
        conn.execute("UPDATE budget SET tokens = ?", (used + 100,))
    conn.close()


def check_processes(conn):
    context = multiprocessing.get_context("spawn")
    shared = context.Barrier(2), context.Event(), context.Event()
    workers = [context.Process(target=worker_process, args=(first,) + shared) for first in (True, False)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert conn.execute("SELECT tokens FROM budget").fetchone()[0] == 200


def check_reader_does_not_block(conn):
    reader = connect(DB)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM budget").fetchall()
    impatient = connect(DB, timeout=0.1)
    with write(impatient):
        impatient.execute("UPDATE budget SET tokens = 300")
    assert conn.execute("SELECT tokens FROM budget").fetchone()[0] == 300
    reader.close()
    impatient.close()


def check_model_call(conn):
    other = connect(DB, timeout=0)  # fails at once if summarise_task holds the lock
    seen = []

    def ask_model(text):
        seen.append(text)
        if len(seen) == 1:
            with write(other):
                other.execute("UPDATE tasks SET text = 'new', version = version + 1 WHERE id = 1")
        return "summary of " + text

    assert summarise_task(conn, 1, ask_model) == "summary of new" and seen == ["old", "new"]
    other.close()


def check_single_writer(conn):
    def add(c):
        used = c.execute("SELECT tokens FROM budget").fetchone()[0]
        return c.execute("UPDATE budget SET tokens = ?", (used + 1,)).rowcount

    with contextlib.closing(Writer(DB)) as writer:
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(lambda _: writer.submit(add).result(4), range(100))) == 100
        failing = writer.submit(lambda c: add(c) and c.execute("INSERT INTO nowhere VALUES (1)"))
        assert isinstance(failing.exception(4), sqlite3.OperationalError)  # undone and reported
        assert writer.submit(add).result(4) == 1  # and the writer lives on
    assert conn.execute("SELECT tokens FROM budget").fetchone()[0] == 401


def main():
    conn = connect(DB)
    conn.execute("CREATE TABLE budget (tokens INTEGER)")
    conn.execute("INSERT INTO budget VALUES (0)")
    conn.execute("CREATE TABLE tasks (id INTEGER PRIMARY KEY, text TEXT, summary TEXT, version INTEGER)")
    conn.execute("INSERT INTO tasks VALUES (1, 'old', NULL, 1)")
    check_processes(conn)
    check_reader_does_not_block(conn)
    check_model_call(conn)
    check_single_writer(conn)
    conn.close()
    print("two processes, a slow model call and four threads shared one file: no lock error, nothing lost")


if __name__ == "__main__":
    main()
