"""Two agents work on one shared state: an update gets lost, the budget is overdrawn, a task is done twice.

Two real processes share a database. Each reads the state, works for a while (the barrier: until the
other one has read as well) and saves what it has made of it. No error is raised anywhere.
"""
import json
import multiprocessing
import sqlite3

DB = "state.db"


def load(db):
    return json.loads(db.execute("SELECT value FROM state WHERE id = 'run-9'").fetchone()[0])


def agent(name, finding, tokens, both_have_read, my_turn, done):
    db = sqlite3.connect(DB, timeout=4, isolation_level=None)
    state = load(db)
    print("[%s] read state: %s" % (name, json.dumps(state)), flush=True)
    task = state["open_tasks"].pop(0)
    assert state["budget"] - state["tokens"] >= tokens, "budget exceeded"
    both_have_read.wait(4)
    assert my_turn.wait(4)
    print("[%s] worked on %s, spent %d tokens, found: %s" % (name, task, tokens, finding), flush=True)
    state["findings"].append(finding)
    state["tokens"] += tokens
    db.execute("UPDATE state SET value = ? WHERE id = 'run-9'", (json.dumps(state),))
    print("[%s] state saved" % name, flush=True)
    db.close()
    done.set()


def main():
    db = sqlite3.connect(DB, isolation_level=None)
    db.execute("CREATE TABLE state (id TEXT PRIMARY KEY, value TEXT)")
    start = {"budget": 2000, "tokens": 0, "findings": [], "open_tasks": ["compare prices", "read reviews"]}
    db.execute("INSERT INTO state VALUES ('run-9', ?)", (json.dumps(start),))
    barrier = multiprocessing.Barrier(2)
    first, second, end = (multiprocessing.Event() for _ in range(3))
    first.set()
    agents = [multiprocessing.Process(target=agent, args=args) for args in (
        ("agent-a", "shop 1 is cheapest", 1200, barrier, first, second),
        ("agent-b", "shop 2 delivers late", 900, barrier, second, end))]
    for process in agents:
        process.start()
    for process in agents:
        process.join(4)
    state = load(db)
    db.close()
    print("[run-9] state: %s" % json.dumps(state), flush=True)
    lost = [text for text in ("shop 1 is cheapest", "shop 2 delivers late") if text not in state["findings"]]
    assert not lost and state["tokens"] == 2100, (
        "lost update in shared state of run-9: finding %r is gone, tokens is %d instead of 2100, "
        "budget was 2000" % (", ".join(lost), state["tokens"]))


if __name__ == "__main__":
    main()
