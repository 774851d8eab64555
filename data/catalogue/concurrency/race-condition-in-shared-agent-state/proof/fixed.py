"""The same two agents: nothing is lost, the budget holds, each task is done once.

Real processes again, and the barrier still makes both read before either writes. Each of the four ways
is shown alone.
"""
import asyncio
import json
import multiprocessing
import sqlite3

DB = "state.db"


# region: let-the-database-compute
def claim_task(db, run, agent):
    """The check and the change are one statement, so nobody comes in between."""
    while True:
        row = db.execute("SELECT name FROM tasks WHERE run = ? AND agent IS NULL LIMIT 1", (run,)).fetchone()
        if row is None:
            return None
        taken = db.execute("UPDATE tasks SET agent = ? WHERE run = ? AND name = ? AND agent IS NULL",
                           (agent, run, row[0]))
        if taken.rowcount == 1:
            return row[0]


def spend(db, run, tokens):
    """Reserve before the model call. False: the budget would be exceeded."""
    return db.execute("UPDATE runs SET tokens = tokens + ? WHERE id = ? AND tokens + ? <= budget",
                      (tokens, run, tokens)).rowcount == 1


def add_finding(db, run, text):
    db.execute("INSERT INTO findings VALUES (?, ?)", (run, text))  # a row of its own, not a longer list
# endregion


# region: compare-the-version
def update(db, key, change, attempts=10):
    """change(state) gets a fresh copy and may be called again. No model call in it."""
    for _ in range(attempts):
        value, version = db.execute("SELECT value, version FROM state WHERE id = ?", (key,)).fetchone()
        state = json.loads(value)
        change(state)
        saved = db.execute("UPDATE state SET value = ?, version = version + 1 WHERE id = ? AND version = ?",
                           (json.dumps(state), key, version))
        if saved.rowcount == 1:
            return state
    raise RuntimeError("%s changed %d times while we tried to save it" % (key, attempts))
# endregion


# region: return-changes-not-the-state
import copy
import operator


async def run_parallel(state, agents, reducers):
    """Agents get a copy and return only what they add. Here, and only here, it is merged."""
    changes = await asyncio.gather(*(agent(copy.deepcopy(state)) for agent in agents))
    written = {}
    for agent, change in zip(agents, changes):
        for key, value in change.items():
            if key in reducers:
                state[key] = reducers[key](state[key], value)
            elif key in written:
                raise ValueError("%r was set by %s and by %s, and has no reducer"
                                 % (key, written[key], agent.__name__))
            else:
                state[key], written[key] = value, agent.__name__
    return state


REDUCERS = {"findings": operator.add, "tokens": operator.add}
# endregion


# region: lock-the-whole-change
import collections

locks = collections.defaultdict(asyncio.Lock)  # for the tasks of one process


async def change(state, key, compute):
    async with locks[key]:  # the read is inside, too
        state[key] = await compute(state[key])
# endregion


class Meeting(sqlite3.Connection):
    """After its first look at the tasks it waits until the other agent has looked, too."""
    barrier = None

    def execute(self, sql, *parameters):
        cursor = super().execute(sql, *parameters)
        if self.barrier and sql.startswith("SELECT name FROM tasks"):
            barrier, self.barrier = self.barrier, None
            barrier.wait(4)
        return cursor


def agent(name, barrier, findings, results):
    db = sqlite3.connect(DB, timeout=4, isolation_level=None, factory=Meeting)
    db.barrier = barrier
    task = claim_task(db, "run-9", name)
    barrier.wait(4)
    spent = spend(db, "run-9", 1200)
    barrier.wait(4)
    add_finding(db, "run-9", findings)
    attempts = []

    def note(state):
        attempts.append(1)
        if len(attempts) == 1:
            barrier.wait(4)  # both have read the same version
        state["findings"].append(findings)
        state["tokens"] += 900

    update(db, "run-9", note)
    for _ in range(50):
        update(db, "counter", lambda state: state.__setitem__("n", state["n"] + 1), attempts=1000)
    db.close()
    results.put((task, spent, len(attempts)))


def processes():
    db = sqlite3.connect(DB, timeout=4, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("CREATE TABLE runs (id TEXT, budget INT, tokens INT)")
    db.execute("INSERT INTO runs VALUES ('run-9', 2000, 0)")
    db.execute("CREATE TABLE tasks (run TEXT, name TEXT, agent TEXT)")
    db.execute("INSERT INTO tasks VALUES ('run-9', 'compare prices', NULL), ('run-9', 'read reviews', NULL)")
    db.execute("CREATE TABLE findings (run TEXT, text TEXT)")
    db.execute("CREATE TABLE state (id TEXT PRIMARY KEY, value TEXT, version INT)")
    db.execute("INSERT INTO state VALUES ('run-9', ?, 1), ('counter', ?, 1)",
               (json.dumps({"findings": [], "tokens": 0}), json.dumps({"n": 0})))
    barrier, results = multiprocessing.Barrier(2), multiprocessing.Queue()
    agents = [multiprocessing.Process(target=agent, args=(name, barrier, "found by " + name, results))
              for name in ("agent-a", "agent-b")]
    for process in agents:
        process.start()
    got = [results.get(timeout=4) for _ in agents]
    for process in agents:
        process.join(4)
    assert sorted(task for task, _, _ in got) == ["compare prices", "read reviews"], got
    assert sorted(spent for _, spent, _ in got) == [False, True], "2400 tokens of 2000"
    assert db.execute("SELECT tokens FROM runs").fetchone()[0] == 1200
    assert db.execute("SELECT count(*) FROM findings").fetchone()[0] == 2
    read = lambda key: json.loads(db.execute("SELECT value FROM state WHERE id = ?", (key,)).fetchone()[0])
    state = read("run-9")
    assert sorted(state["findings"]) == ["found by agent-a", "found by agent-b"] and state["tokens"] == 1800, state
    assert sorted(attempts for _, _, attempts in got) == [1, 2], "nobody had to read again"
    assert read("counter") == {"n": 100}
    db.close()


async def one_process():
    async def agent_a(state):
        state["findings"].append("written into the copy, and gone")
        await asyncio.sleep(0)
        return {"findings": ["a"], "tokens": 1200, "best": "shop 1"}

    async def agent_b(state):
        return {"findings": ["b"], "tokens": 900}

    async def agent_c(state):
        return {"best": "shop 3"}

    fresh = lambda: {"findings": [], "tokens": 0, "best": None}
    state = await run_parallel(fresh(), [agent_a, agent_b], REDUCERS)
    assert state == {"findings": ["a", "b"], "tokens": 2100, "best": "shop 1"}, state
    try:
        await run_parallel(fresh(), [agent_a, agent_c], REDUCERS)
        raise AssertionError("one of two values was dropped silently")
    except ValueError as error:
        assert str(error) == "'best' was set by agent_a and by agent_c, and has no reducer"

    async def slow_add(tokens):
        await asyncio.sleep(0)  # the model call, during which the others run
        return tokens + 100

    state = {"tokens": 0}
    await asyncio.gather(*(change(state, "tokens", slow_add) for _ in range(20)))
    assert state == {"tokens": 2000}, state


if __name__ == "__main__":
    processes()
    asyncio.run(asyncio.wait_for(one_process(), 4))
    print("2 agents: 2 tasks, budget kept, 2 findings, 100 of 100 counted; merge and lock: 2100 and 2000 tokens")
