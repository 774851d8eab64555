"""Several agent workers and one SQLite file: three ways in which it breaks.

1. A connection made in the main thread is used in a worker thread.
2. With check_same_thread=False two workers share one transaction. The rollback of one throws away
   what the other has just saved. No error is raised at all.
3. Two processes, each with its own connection, read first and write later in one transaction.
   SQLite refuses the second writer at once, although the timeout is five seconds.
"""
import multiprocessing
import sqlite3
import sys
import threading
import time

DB = "agent.db"


def shared_connection_in_a_thread():
    conn = sqlite3.connect(DB)

    def worker():
        try:
            conn.execute("INSERT INTO steps VALUES ('worker-1', 'searched the web')")
        except sqlite3.Error as error:
            print("worker-1: sqlite3.%s: %s" % (type(error).__name__, error), flush=True)

    thread = threading.Thread(target=worker)
    thread.start()
    thread.join()
    conn.close()


def shared_connection_without_the_check():
    conn = sqlite3.connect(DB, check_same_thread=False)
    conn.execute("INSERT INTO steps VALUES ('worker-1', 'paid invoice 17')")

    def worker_2():
        conn.execute("INSERT INTO steps VALUES ('worker-2', 'sent mail')")
        print("worker-2: the mail tool failed, rolling back my step", flush=True)
        conn.rollback()

    thread = threading.Thread(target=worker_2)
    thread.start()
    thread.join()
    conn.commit()
    rows = conn.execute("SELECT count(*) FROM steps WHERE worker = 'worker-1'").fetchone()[0]
    print("worker-1: commit ok, rows of worker-1 in the table: %d" % rows, flush=True)
    conn.close()


def worker_process(name, both_have_read, first_has_written):
    conn = sqlite3.connect(DB, timeout=5, isolation_level=None)
    conn.execute("BEGIN")
    used = conn.execute("SELECT tokens FROM budget").fetchone()[0]
    both_have_read.wait(timeout=4)
    if name == "worker-2":
        assert first_has_written.wait(4)
    started = time.monotonic()
    try:
        conn.execute("UPDATE budget SET tokens = ?", (used + 100,))
        first_has_written.set()
        conn.execute("COMMIT")
    except sqlite3.OperationalError:
        if time.monotonic() - started < 1:
            print("%s: refused at once, timeout=5 was not used" % name, file=sys.stderr, flush=True)
        raise


def main():
    setup = sqlite3.connect(DB)
    setup.execute("CREATE TABLE steps (worker TEXT, text TEXT)")
    setup.execute("CREATE TABLE budget (tokens INTEGER)")
    setup.execute("INSERT INTO budget VALUES (0)")
    setup.commit()
    setup.close()
    shared_connection_in_a_thread()
    shared_connection_without_the_check()
    context = multiprocessing.get_context("spawn")
    shared = context.Barrier(2), context.Event()
    names = "worker-1", "worker-2"
    workers = [context.Process(target=worker_process, name=name, args=(name,) + shared) for name in names]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    failed = [worker for worker in workers if worker.exitcode != 0]
    print("supervisor: %d of 2 workers died" % len(failed), flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
