"""A deploy sends SIGTERM while an agent is in the third of five steps. All of its work is gone.

The worker holds its results in memory and wants to save them in `finally` and in an atexit hook.
Neither runs: nobody handles SIGTERM, so the system ends the process on the spot. The job was taken off
the queue when it began, so the new worker has nothing to do. It is a real process and a real signal.
"""
import atexit
import json
import os
import sqlite3
import subprocess
import sys

STEPS = ["search", "read", "outline", "draft", "check"]


def worker():
    db = sqlite3.connect("agent.db")
    job = db.execute("SELECT id FROM jobs WHERE status = 'queued'").fetchone()
    if job is None:
        print("[worker %d] queue is empty, nothing to do" % os.getpid(), flush=True)
        return
    with db:  # acknowledged as soon as it is received
        db.execute("UPDATE jobs SET status = 'running' WHERE id = ?", job)
    results = {}
    atexit.register(lambda: print("[worker] exit hook: flushing results", flush=True))
    try:
        for step in STEPS:
            print("[worker] %s step %s: waiting for the model" % (job[0], step), flush=True)
            results[step] = sys.stdin.readline().strip()  # the model's answer
    finally:
        with db:
            db.execute("UPDATE jobs SET results = ? WHERE id = ?", (json.dumps(results), job[0]))


def main():
    db = sqlite3.connect("agent.db")
    with db:
        db.execute("CREATE TABLE jobs (id TEXT PRIMARY KEY, status TEXT, results TEXT)")
        db.execute("INSERT INTO jobs VALUES ('report-17', 'queued', NULL)")

    command = [sys.executable, os.path.abspath(__file__), "worker"]
    old = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    for step in STEPS[:3]:
        print(old.stdout.readline(), end="")
        if step != "outline":
            old.stdin.write("answer to %s\n" % step)
            old.stdin.flush()
    print("[deploy] rolling update: SIGTERM to the old worker, 30 s to finish", flush=True)
    old.terminate()
    rest, _ = old.communicate(timeout=4)
    print(rest, end="")
    print("[deploy] old worker gone at once, exit code %d" % (128 - old.returncode), flush=True)

    new = subprocess.run(command, stdin=subprocess.DEVNULL, timeout=4)
    assert new.returncode == 0
    status, results = db.execute("SELECT status, results FROM jobs").fetchone()
    db.close()
    print("[deploy] report-17: status=%s, saved results=%s, paid model calls=2" % (status, results), flush=True)
    if old.returncode != 0:
        raise subprocess.CalledProcessError(old.returncode, "agent-worker --job report-17")


if __name__ == "__main__":
    worker() if sys.argv[1:] == ["worker"] else main()
