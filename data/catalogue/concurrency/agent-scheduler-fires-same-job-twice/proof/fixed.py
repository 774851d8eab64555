"""The same schedulers, crashes and wrong clocks: each occurrence of the job runs once.

Four real processes with clocks that are wrong by seconds compete for the same occurrences; one is killed
in the middle of a run; one is restarted and catches up. And of four processes only one becomes scheduler.
"""
import multiprocessing
import os
import sqlite3

DB = "jobs.db"
DAY, NINE = 86400, 9 * 3600

# region: claim-the-occurrence
def last_due(now, every=DAY, at=NINE):
    """The time on the schedule, in UTC. It is the same for every scheduler, whatever its clock says."""
    return int((now - at) // every * every + at)


def claim(db, job, due, owner, db_now, lease=900):
    """True for one caller only. A run whose owner died can be claimed again when its lease is over."""
    with db:
        return db.execute(
            "INSERT INTO runs (job, due, owner, lease_until) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (job, due) DO UPDATE SET owner = excluded.owner, lease_until = excluded.lease_until"
            " WHERE runs.done = 0 AND runs.lease_until < ?",
            (job, due, owner, db_now + lease, db_now)).rowcount == 1


def finish(db, job, due, owner):
    with db:
        db.execute("UPDATE runs SET done = 1 WHERE job = ? AND due = ? AND owner = ?", (job, due, owner))
# endregion


# region: effect-once-per-occurrence
def run_job(db, job, due, owner, db_now, effect):
    if claim(db, job, due, owner, db_now):
        effect(idempotency_key="%s/%d" % (job, due))  # the same key if the run has to be repeated
        finish(db, job, due, owner)
# endregion


# region: only-one-scheduler
import fcntl


def become_scheduler(path="scheduler.lock"):
    """Keep the file open as long as the process lives. None: another process is the scheduler."""
    file = open(path, "a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file
# endregion


def send_mail(db, scheduler, die=False):
    """Stands for a service that knows idempotency keys."""
    def effect(idempotency_key):
        with db:
            db.execute("INSERT INTO attempts VALUES (?)", (idempotency_key,))
            db.execute("INSERT OR IGNORE INTO mails VALUES (?)", (idempotency_key,))
        if die:
            os._exit(1)
    return effect


def scheduler(name, skew, barrier):
    db = sqlite3.connect(DB, timeout=4, isolation_level=None)
    for day in range(20):
        barrier.wait(4)  # all of them wake up at the same moment
        now = day * DAY + NINE + 30 + skew  # 30 s: what a timer has to wait to be later than any skew
        run_job(db, "digest", last_due(now), name, day * DAY + NINE, send_mail(db, name))
    db.close()


def crashing_scheduler():
    db = sqlite3.connect(DB, timeout=4, isolation_level=None)
    run_job(db, "digest", last_due(30 * DAY + NINE), "dies", 30 * DAY + NINE, send_mail(db, "dies", die=True))


def candidate(barrier, results, stop):
    barrier.wait(4)
    lock = become_scheduler()
    results.put(lock is not None)
    stop.wait(4)


def start(*targets):
    processes = [multiprocessing.Process(target=target, args=args) for target, *args in targets]
    for process in processes:
        process.start()
    return processes


def main():
    db = sqlite3.connect(DB, timeout=4, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("CREATE TABLE runs (job TEXT, due INT, owner TEXT, lease_until REAL, done INT DEFAULT 0,"
               " PRIMARY KEY (job, due))")
    db.execute("CREATE TABLE attempts (key TEXT)")
    db.execute("CREATE TABLE mails (key TEXT PRIMARY KEY)")
    count = lambda table: db.execute("SELECT count(*) FROM %s" % table).fetchone()[0]

    # Four schedulers, clocks between 20 s slow and 20 s fast, 20 days.
    barrier = multiprocessing.Barrier(4)
    for process in start(*[(scheduler, "worker-%d" % n, skew, barrier) for n, skew in enumerate((-20, 0, 5, 20))]):
        process.join(4)
        assert process.exitcode == 0
    assert (count("runs"), count("attempts"), count("mails")) == (20, 20, 20), (count("runs"), count("attempts"))

    # The slow clock reaches nine o'clock after the others have finished, or a restart catches up: nothing to do.
    again = lambda now, db_now: run_job(db, "digest", last_due(now), "gateway", db_now, send_mail(db, "gateway"))
    again(19 * DAY + NINE + 5, 19 * DAY + NINE + 5)
    again(19 * DAY + NINE + 7200, 19 * DAY + NINE + 7200)
    assert count("attempts") == 20

    # Killed after the mail and before the note: the run is repeated when its lease is over, the mail is not.
    [process] = start((crashing_scheduler,))
    process.join(4)
    assert process.exitcode == 1 and count("mails") == 21
    again(30 * DAY + NINE + 60, 30 * DAY + NINE + 60)
    assert count("attempts") == 21, "the lease was ignored"
    again(30 * DAY + NINE + 901, 30 * DAY + NINE + 901)
    again(30 * DAY + NINE + 2000, 30 * DAY + NINE + 2000)
    assert (count("attempts"), count("mails")) == (22, 21), (count("attempts"), count("mails"))
    db.close()

    # Four web workers: one of them is the scheduler. When it is gone, another one can be.
    barrier, results, stop = multiprocessing.Barrier(4), multiprocessing.Queue(), multiprocessing.Event()
    workers = start(*[(candidate, barrier, results, stop)] * 4)
    assert sorted(results.get(timeout=4) for _ in workers) == [False, False, False, True]
    assert become_scheduler() is None
    for process in workers:
        process.kill()
        process.join(4)
    assert become_scheduler() is not None
    print("20 occurrences, 4 schedulers with wrong clocks: 20 runs; crash and restart: 1 mail; 4 workers: 1 scheduler")


if __name__ == "__main__":
    main()
