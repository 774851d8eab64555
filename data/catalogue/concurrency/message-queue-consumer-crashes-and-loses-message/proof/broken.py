"""A consumer takes a message out of the queue and is killed while it works on it.

Taking is removing, as with RPOP, with auto-ack, or with an offset committed on receipt. The consumer
is a real process, and the SIGKILL is real (the kernel sends the same one when memory runs out).
The supervisor starts a new consumer. It finds an empty queue and a clean log.
"""
import os
import signal
import sqlite3
import subprocess
import sys


def open_queue():
    db = sqlite3.connect("queue.db", timeout=4, isolation_level=None)
    db.execute("CREATE TABLE IF NOT EXISTS queue (id TEXT PRIMARY KEY)")
    return db


def take(db):
    db.execute("BEGIN IMMEDIATE")
    row = db.execute("SELECT id FROM queue ORDER BY rowid LIMIT 1").fetchone()
    if row:
        db.execute("DELETE FROM queue WHERE id = ?", row)      # from here on only this process knows it
    db.execute("COMMIT")
    return row and row[0]


def consumer():
    db = open_queue()
    for message in iter(lambda: take(db), None):
        print("consumer: received %s" % message, flush=True)
        if message == "invoice-2":
            os.kill(os.getpid(), signal.SIGKILL)               # a 400 page attachment: out of memory
        with open("handled.txt", "a") as handled:
            print(message, file=handled)
    print("consumer: queue is empty, waiting for messages", flush=True)


def main():
    db = open_queue()
    published = ["invoice-1", "invoice-2", "invoice-3"]
    for message in published:
        db.execute("INSERT INTO queue VALUES (?)", (message,))
    while True:
        status = subprocess.run([sys.executable, __file__, "consumer"]).returncode
        if status == 0:
            break
        print("supervisor: consumer exited with status %d, starting a new one" % status, flush=True)
    waiting = [row[0] for row in db.execute("SELECT id FROM queue")]
    with open("handled.txt") as handled:
        lost = set(published) - set(waiting) - set(handled.read().split())
    assert not lost, "message %s is lost: not in the queue, not handled, and there is no dead letter queue" % min(lost)


if sys.argv[1:] == ["consumer"]:
    consumer()
else:
    main()
