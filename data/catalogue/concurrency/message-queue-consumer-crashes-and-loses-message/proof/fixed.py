"""Consumers are killed in the middle of their work, and every message is handled or set aside.

A message that was taken stays in the queue under a lease; the one that kills every consumer ends in
the dead letter table; a long task keeps its lease; and what was lost before can be found.
Clocks are injected: a consumer that starts "later" is told how much later.
"""
import os
import signal
import subprocess
import sys
import threading

# region: lease-then-ack
import sqlite3
import time
import uuid

LEASE = 60                                  # seconds; longer than a consumer is silent when it is well


def open_queue(path="queue.db"):
    db = sqlite3.connect(path, timeout=10, isolation_level=None)
    db.execute("CREATE TABLE IF NOT EXISTS queue (id TEXT PRIMARY KEY, body TEXT, attempts INTEGER DEFAULT 0,"
               " visible_at REAL DEFAULT 0, lease TEXT, error TEXT DEFAULT 'consumer died')")
    db.execute("CREATE TABLE IF NOT EXISTS dead (id TEXT PRIMARY KEY, body TEXT, attempts INTEGER, error TEXT)")
    return db


def claim(db, clock=time.time):
    """(id, body, lease) or None. The message stays in the queue, invisible to the others for a while."""
    lease = uuid.uuid4().hex
    db.execute("BEGIN IMMEDIATE")
    try:
        bury(db, clock())
        row = db.execute("SELECT id, body FROM queue WHERE visible_at <= ? ORDER BY rowid", (clock(),)).fetchone()
        if row:
            db.execute("UPDATE queue SET attempts = attempts + 1, visible_at = ?, lease = ?,"
                       " error = 'consumer died' WHERE id = ?", (clock() + LEASE, lease, row[0]))
        db.execute("COMMIT")
        return row and row + (lease,)
    except BaseException:
        db.execute("ROLLBACK")
        raise


def ack(db, message):
    """Only now it is gone. False: the lease ended and someone else has it."""
    return db.execute("DELETE FROM queue WHERE id = ? AND lease = ?", (message[0], message[2])).rowcount == 1
# endregion


# region: dead-letter
MAX_ATTEMPTS = 3


def bury(db, now):
    """Inside claim(), so that it also works for messages whose consumer could not say anything."""
    ripe = "FROM queue WHERE attempts >= ? AND visible_at <= ?"
    db.execute("INSERT OR REPLACE INTO dead SELECT id, body, attempts, error " + ripe, (MAX_ATTEMPTS, now))
    db.execute("DELETE " + ripe, (MAX_ATTEMPTS, now))


def give_back(db, message, error, clock=time.time):
    """The consumer lives and knows the reason. Later attempts wait longer."""
    db.execute("UPDATE queue SET lease = NULL, error = ?, visible_at = ? + 10 * attempts WHERE id = ? AND lease = ?",
               (repr(error), clock(), message[0], message[2]))
# endregion


# region: keep-the-lease
def keep(path, message, stop, clock=time.time):
    """In a thread beside the work. A model call may take longer than any lease one would choose."""
    db = open_queue(path)
    while not stop.wait(LEASE / 3):
        db.execute("UPDATE queue SET visible_at = ? WHERE id = ? AND lease = ?",
                   (clock() + LEASE, message[0], message[2]))
    db.close()


def handle_next(db, work, path="queue.db", clock=time.time):
    message = claim(db, clock)
    if message is None:
        return False
    stop = threading.Event()
    keeper = threading.Thread(target=keep, args=(path, message, stop), daemon=True)
    keeper.start()
    try:
        work(message[0], message[1])
    except Exception as error:
        give_back(db, message, error, clock)
    else:
        ack(db, message)
    finally:
        stop.set()
        keeper.join()
    return True
# endregion


# region: find-lost
def find_lost(db, published, handled):
    """Ids that were sent and are nowhere. Publish them again under the same id."""
    known = {row[0] for row in db.execute("SELECT id FROM queue UNION SELECT id FROM dead")}
    return [one for one in published if one not in known and one not in handled]
# endregion


def work(name, body):
    print("consumer: received %s" % name, flush=True)
    if body == "kills" or body == "kills once" and not os.path.exists("killed"):
        open("killed", "w").close()
        os.kill(os.getpid(), signal.SIGKILL)
    if body == "raises":
        raise ValueError("no such customer")
    with open("handled.txt", "a") as file:
        print(name, file=file)


def consumer(later):
    db = open_queue()
    while handle_next(db, work, clock=lambda: time.time() + later):
        pass


def handled():
    with open("handled.txt") as file:
        return file.read().split()


def publish(db, messages):
    for name, body in messages.items():
        db.execute("INSERT OR IGNORE INTO queue (id, body) VALUES (?, ?)", (name, body))


def run_consumers(starts):
    """One after the other; each starts one lease after the one before. Returns how they ended."""
    command = [sys.executable, os.path.abspath(__file__), "consumer"]
    return [subprocess.run(command + [str(number * (LEASE + 1))], stdout=subprocess.DEVNULL).returncode
            for number in range(starts)]


def check_killed_consumers(db):
    published = {"invoice-1": "", "invoice-2": "kills once", "invoice-3": ""}
    publish(db, published)
    assert run_consumers(2) == [-signal.SIGKILL, 0]
    assert sorted(handled()) == sorted(published), handled()
    assert find_lost(db, published, handled()) == []

    publish(db, {"poison": "kills", "invoice-4": ""})
    assert run_consumers(4) == [-signal.SIGKILL] * 3 + [0]      # three lives, and it is set aside
    assert "invoice-4" in handled()
    assert db.execute("SELECT * FROM dead").fetchall() == [("poison", "kills", 3, "consumer died")]
    assert db.execute("SELECT count(*) FROM queue").fetchone() == (0,)


def check_exceptions(db):
    publish(db, {"invoice-5": "raises"})
    now = [1000.0]
    for attempt in (1, 2, 3):
        assert handle_next(db, work, clock=lambda: now[0])
        assert not handle_next(db, work, clock=lambda: now[0])  # not again at once
        now[0] += 10 * attempt
    assert not handle_next(db, work, clock=lambda: now[0])
    assert db.execute("SELECT error FROM dead WHERE id = 'invoice-5'").fetchone() == ("ValueError('no such customer')",)


def check_long_task(db):
    now = [1000.0]

    class Stop:                             # the keeper's waiting is the passing of time
        def __init__(self):
            self.periods = iter([False] * 10 + [True])

        def wait(self, seconds):
            now[0] += seconds
            return next(self.periods)

    publish(db, {"report": ""})
    first = claim(db, lambda: now[0])
    assert claim(db, lambda: now[0]) is None, "two consumers have the same message"
    keep("queue.db", first, Stop(), lambda: now[0])
    assert now[0] > 1000 + 3 * LEASE and claim(db, lambda: now[0]) is None, "taken away during the work"
    now[0] += LEASE                         # now it dies
    second = claim(db, lambda: now[0])
    assert second[0] == "report" and not ack(db, first)
    keep("queue.db", first, Stop(), lambda: now[0])     # the first was only slow: it keeps nothing any more
    third = claim(db, lambda: now[0])
    assert third and not ack(db, second) and ack(db, third)


def check_keeper_runs(db):
    global LEASE
    LEASE, usual = 0.03, LEASE
    publish(db, {"long report": ""})

    def visible_at():
        return db.execute("SELECT visible_at FROM queue").fetchone()

    def long_work(name, body):
        claimed, end = visible_at(), time.monotonic() + 2
        while visible_at() == claimed:
            assert time.monotonic() < end, "nobody keeps the lease"
            time.sleep(0.01)

    assert handle_next(db, long_work) and visible_at() is None, "the work was not done"
    LEASE = usual


def main():
    db = open_queue()
    check_killed_consumers(db)
    check_exceptions(db)
    check_long_task(db)
    check_keeper_runs(db)
    assert find_lost(db, ["invoice-1", "poison", "gone"], handled()) == ["gone"]
    print("four consumers were killed: every invoice was handled once, the poison message is in the dead letter table")


if sys.argv[1:2] == ["consumer"]:
    consumer(float(sys.argv[2]))
else:
    main()
