"""The nine o'clock job runs twice, in three ways. Each scheduler is a real process with its own timer.

1. Two web workers start, and each brings its own scheduler.
2. They take a lock around the job. The second one's clock is five seconds slow: it reaches nine o'clock
   when the first has finished and released the lock.
3. One scheduler, which notes the next run after the job. It is restarted in between, and catches up.
"""
import multiprocessing
import os
import sqlite3
import sys

DB = "jobs.db"
DUE = "2026-11-24T09:00:00Z"


def send_digest(db, scheduler, clock):
    print("[%s] %s running daily-digest (scheduled for %s): mail to 212 subscribers" % (scheduler, clock, DUE), flush=True)
    db.execute("INSERT INTO sent VALUES (?)", (scheduler,))


def timer_only(scheduler, barrier):
    db = sqlite3.connect(DB, timeout=4, isolation_level=None)
    barrier.wait(4)
    send_digest(db, scheduler, "09:00:00")


def timer_and_lock(scheduler, real_time, wait_for, done):
    db = sqlite3.connect(DB, timeout=4, isolation_level=None)
    assert wait_for is None or wait_for.wait(4)
    try:
        db.execute("INSERT INTO locks VALUES ('daily-digest')")
    except sqlite3.IntegrityError:
        print("[%s] 09:00:00 lock daily-digest is taken, skipping" % scheduler, flush=True)
        return
    send_digest(db, scheduler, "09:00:00 (really %s)" % real_time)
    db.execute("DELETE FROM locks")
    done.set()


def note_afterwards(scheduler, clock, crash):
    db = sqlite3.connect(DB, timeout=4, isolation_level=None)
    due, = db.execute("SELECT next_run FROM jobs").fetchone()
    if due == DUE:
        if not crash:
            print("[%s] %s cron: running missed jobs after restart" % (scheduler, clock), flush=True)
        send_digest(db, scheduler, clock)
        if crash:
            os._exit(1)  # killed by a deploy
        db.execute("UPDATE jobs SET next_run = '2026-11-25T09:00:00Z'")


def in_turn(*calls):
    for target, args in calls:
        process = multiprocessing.Process(target=target, args=args)
        process.start()
        process.join(4)


def together(*calls):
    processes = [multiprocessing.Process(target=target, args=args) for target, args in calls]
    for process in processes:
        process.start()
    for process in processes:
        process.join(4)


def main():
    db = sqlite3.connect(DB, isolation_level=None)
    db.execute("CREATE TABLE sent (scheduler TEXT)")
    db.execute("CREATE TABLE locks (job TEXT PRIMARY KEY)")
    db.execute("CREATE TABLE jobs (next_run TEXT)")
    db.execute("INSERT INTO jobs VALUES (?)", (DUE,))
    counts = []
    barrier, done = multiprocessing.Barrier(2), multiprocessing.Event()
    for run, calls in (
            (together, [(timer_only, ("worker-1", barrier)), (timer_only, ("worker-2", barrier))]),
            (together, [(timer_and_lock, ("worker-1", "09:00:00", None, done)),
                        (timer_and_lock, ("worker-2", "09:00:05", done, multiprocessing.Event()))]),
            (in_turn, [(note_afterwards, ("gateway", "09:00:00", True)),
                       (note_afterwards, ("gateway", "09:00:31", False))])):
        run(*calls)
        counts.append(db.execute("SELECT count(*) FROM sent").fetchone()[0])
        db.execute("DELETE FROM sent")
    db.close()
    print("runs per round: %s" % counts, flush=True)
    if counts != [1, 1, 1]:
        sys.exit("Error: duplicate execution: job daily-digest scheduled for %s ran %d times" % (DUE, counts[0]))


if __name__ == "__main__":
    main()
