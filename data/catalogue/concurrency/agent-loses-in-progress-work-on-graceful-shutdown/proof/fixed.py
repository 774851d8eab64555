"""The same job and the same SIGTERM in the middle of a step: no finished step is lost or done twice.

Three workers are stopped in their third step: one whose model call then answers, one whose model call
never answers, and one that is killed with SIGKILL. Two others finish all three jobs. Real processes,
real signals; only the clock of the leases is handed in.
"""
import asyncio
import atexit
import os
import select
import signal
import sqlite3
import subprocess
import sys

STEPS = ["search", "read", "outline", "draft", "check"]
LEASE = 60


# region: drain-on-sigterm
async def serve(take_job, run_job, give_back, drain_seconds):
    """Run jobs until SIGTERM. The step that is running then may go on for drain_seconds."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    stop = asyncio.create_task(stopping.wait())
    while not stopping.is_set():
        job = take_job()
        if job is None:
            break  # a daemon would wait here, for a job or for `stop`
        running = asyncio.create_task(run_job(job, stopping))
        await asyncio.wait({running, stop}, return_when=asyncio.FIRST_COMPLETED)
        if not running.done():
            print("stopping: no new jobs, %s s for the current step" % drain_seconds, flush=True)
            await asyncio.wait({running}, timeout=drain_seconds)
        if not running.done():
            running.cancel()  # the model did not answer in time: only this step is lost
            await asyncio.wait({running})
        if running.cancelled() or not running.result():
            give_back(job)
    stop.cancel()
# endregion


# region: save-every-step
async def run_steps(db, worker, job, clock, call_model, stopping):
    """Skip what is saved, save what is new. Returns False when it stopped before the end."""
    saved = {step for (step,) in db.execute("SELECT step FROM results WHERE job = ?", (job,))}
    for step in STEPS:
        if step in saved:
            continue
        if stopping.is_set():
            return False
        answer = await call_model(job, step)
        with db:  # one transaction: still ours? then keep the result and the job a while longer
            mine = db.execute("UPDATE jobs SET lease_until = ? WHERE id = ? AND owner = ?",
                              (clock() + LEASE, job, worker))
            if mine.rowcount == 0:
                raise RuntimeError("%s was taken over by another worker" % job)
            db.execute("INSERT INTO results VALUES (?, ?, ?)", (job, step, answer))
    with db:
        db.execute("UPDATE jobs SET done = 1, owner = NULL WHERE id = ? AND owner = ?", (job, worker))
    return True
# endregion


# region: lease-instead-of-ack
def take_job(db, worker, clock):
    """A job stays in the queue until it is done. A worker only borrows it."""
    db.execute("BEGIN IMMEDIATE")
    with db:
        row = db.execute("SELECT id FROM jobs WHERE done = 0 AND (owner IS NULL OR lease_until < ?)"
                         " ORDER BY id LIMIT 1", (clock(),)).fetchone()
        if row:
            db.execute("UPDATE jobs SET owner = ?, lease_until = ? WHERE id = ?",
                       (worker, clock() + LEASE, row[0]))
    return row and row[0]


def give_back(db, worker, job):
    """Don't let the next worker wait for the end of the lease."""
    with db:
        db.execute("UPDATE jobs SET owner = NULL WHERE id = ? AND owner = ?", (job, worker))
# endregion


# region: exec-in-start-script
START = """
ulimit -c 0     # whatever has to be set up first
exec "$@"       # the worker takes the place of the shell, so the SIGTERM reaches it
"""
# endregion


def worker_process(name, now, drain_seconds):
    db = sqlite3.connect("agent.db", isolation_level=None)
    clock = lambda: float(now)

    async def main():
        model = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(model), sys.stdin)

        async def call_model(job, step):
            print("%s %s" % (job, step), flush=True)
            line = await model.readline()
            assert line, "the connection to the model was closed"
            return line.decode().strip()

        await serve(lambda: take_job(db, name, clock),
                    lambda job, stopping: run_steps(db, name, job, clock, call_model, stopping),
                    lambda job: give_back(db, name, job), float(drain_seconds))

    asyncio.run(main())


def start(*arguments):
    command = ["sh", "-c", START, "start", sys.executable, os.path.abspath(__file__), *map(str, arguments)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(process.kill)  # whatever fails here, no worker stays behind
    return process


def answer(process, count):
    """Let the model answer `count` calls; returns the calls."""
    calls = []
    for _ in range(count):
        calls.append(process.stdout.readline().strip())
        process.stdin.write("answer to %s\n" % calls[-1])
        process.stdin.flush()
    return calls


def main():
    db = sqlite3.connect("agent.db", isolation_level=None)
    db.execute("CREATE TABLE jobs (id TEXT PRIMARY KEY, owner TEXT, lease_until REAL DEFAULT 0, done INT DEFAULT 0)")
    db.execute("CREATE TABLE results (job TEXT, step TEXT, answer TEXT, PRIMARY KEY (job, step))")
    owners = lambda: dict(db.execute("SELECT id, owner FROM jobs WHERE done = 0"))

    # Stopped in its third step; the model answers while the worker drains.
    db.execute("INSERT INTO jobs (id) VALUES ('job-3')")
    a = start("worker-a", 0, 4)
    assert answer(a, 2) == ["job-3 search", "job-3 read"] and a.stdout.readline() == "job-3 outline\n"
    a.send_signal(signal.SIGTERM)
    assert select.select([a.stdout], [], [], 3)[0], "the SIGTERM did not reach worker-a"
    assert a.stdout.readline().startswith("stopping"), "worker-a did not notice the SIGTERM"
    try:
        raise AssertionError("worker-a ended with %s instead of draining" % a.wait(0.2))
    except subprocess.TimeoutExpired:
        pass  # it waits for the step, up to four seconds
    assert a.communicate("answer to job-3 outline\n", timeout=4)[0] == ""
    assert a.returncode == 0 and owners() == {"job-3": None}

    # Stopped in its third step; the model never answers, so the worker gives up in time.
    db.execute("INSERT INTO jobs (id) VALUES ('job-2')")
    b = start("worker-b", 0, 0.1)
    assert answer(b, 2) == ["job-2 search", "job-2 read"] and b.stdout.readline() == "job-2 outline\n"
    b.send_signal(signal.SIGTERM)
    assert b.wait(timeout=4) == 0
    b.communicate()
    assert owners() == {"job-2": None, "job-3": None}

    # Killed. Its lease still runs, so nobody takes its job at first.
    db.execute("INSERT INTO jobs (id) VALUES ('job-1')")
    c = start("worker-c", 0, 4)
    assert answer(c, 2) == ["job-1 search", "job-1 read"] and c.stdout.readline() == "job-1 outline\n"
    c.kill()
    c.communicate(timeout=4)
    d = start("worker-d", 30, 4)
    assert answer(d, 5) == ["job-2 outline", "job-2 draft", "job-2 check", "job-3 draft", "job-3 check"]
    d.communicate(timeout=4)
    assert owners() == {"job-1": "worker-c"}
    e = start("worker-e", 61, 4)
    assert answer(e, 3) == ["job-1 outline", "job-1 draft", "job-1 check"]
    e.communicate(timeout=4)
    assert (d.returncode, e.returncode) == (0, 0) and owners() == {}

    rows = db.execute("SELECT job, step, answer FROM results").fetchall()
    assert len(rows) == 15 and all(text == "answer to %s %s" % (job, step) for job, step, text in rows)

    # A worker that was away while its lease ran out must not write over its successor.
    db.execute("INSERT INTO jobs (id) VALUES ('job-4')")
    assert take_job(db, "slow", lambda: 100) == "job-4" and take_job(db, "next", lambda: 200) == "job-4"

    async def slow_call(job, step):
        return "late"

    async def slow_worker():
        await run_steps(db, "slow", "job-4", lambda: 201, slow_call, asyncio.Event())

    try:
        asyncio.run(slow_worker())
    except RuntimeError as error:
        assert str(error) == "job-4 was taken over by another worker"
    else:
        raise AssertionError("a worker without a lease could write")

    # Each saved step makes the loan longer, so a long job is not taken away from a worker that lives.
    db.execute("DELETE FROM jobs")
    db.execute("INSERT INTO jobs (id) VALUES ('job-5')")
    assert take_job(db, "steady", lambda: 100) == "job-5"
    seconds = iter((150, 200, 250, 300, 350))

    async def long_call(job, step):
        assert take_job(db, "next", lambda: now) is None, "taken away at %d" % now
        return "late"

    def step_clock():
        nonlocal now
        now = next(seconds)
        return now

    now = 100
    assert asyncio.run(run_steps(db, "steady", "job-5", step_clock, long_call, asyncio.Event()))
    db.close()
    print("3 jobs stopped by SIGTERM, SIGTERM with a silent model, and SIGKILL: 15 of 15 steps saved, none lost")


if __name__ == "__main__":
    worker_process(*sys.argv[1:]) if sys.argv[1:] else main()
