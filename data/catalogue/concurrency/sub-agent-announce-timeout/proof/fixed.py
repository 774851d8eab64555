"""Shows that each sub-agent's result reaches the parent once, although calls time out and the gateway restarts.

The same lane, the same deadline and the same restart as in broken.py, met in three ways: the call only hands
over the result, both sides keep it on disk; the parent collects what is finished; a caller that was timed
out asks before it sends again.
"""
import asyncio
import json
import sqlite3


class GatewayTimeout(Exception):
    pass


# region: hand-over-fast
def accept(db, message):
    """All that the announce call does. It never waits for the lane, and a repeat changes nothing."""
    db.execute("INSERT OR IGNORE INTO inbox (run, result) VALUES (?, ?)", (message["run"], message["result"]))
    return {"status": "accepted"}


async def drain(db, lane, turn):
    """Whenever the parent's lane is free, and once after every start of the gateway."""
    async with lane:
        for run, result in db.execute("SELECT run, result FROM inbox WHERE done = 0 ORDER BY rowid").fetchall():
            await turn(run, result)
            db.execute("UPDATE inbox SET done = 1 WHERE run = ?", (run,))
# endregion


# region: outbox
def finish(db, run, parent, result):
    """The sub-agent's last step: the result is on disk before anybody is told."""
    db.execute("INSERT OR IGNORE INTO outbox (run, parent, result) VALUES (?, ?, ?)", (run, parent, result))


async def flush(db, call):
    """Runs every few seconds and after a start. Only an acknowledgement ends it, not a number of tries."""
    for run, result in db.execute("SELECT run, result FROM outbox WHERE acked = 0 ORDER BY rowid").fetchall():
        try:
            await call({"run": run, "result": result})
        except (OSError, GatewayTimeout):
            continue                                # it may have arrived or not; the inbox knows it by its run
        db.execute("UPDATE outbox SET acked = 1 WHERE run = ?", (run,))
# endregion


# region: collect
def collect(db, parent):
    """At the start of every turn: results of my sub-agents that I have not seen, announced or not."""
    db.execute("BEGIN IMMEDIATE")
    rows = db.execute("SELECT run, result FROM outbox WHERE parent = ? AND seen = 0", (parent,)).fetchall()
    db.executemany("UPDATE outbox SET seen = 1 WHERE run = ?", [(run,) for run, _ in rows])
    db.execute("COMMIT")
    return rows
# endregion


# region: ask-before-sending-again
async def announce_once(call, status, message, looks=5, pause=10):
    """After a time-out the call may be queued, at work or done. Only what never arrived is sent again."""
    try:
        return await call(message)
    except GatewayTimeout:
        for _ in range(looks):
            state = await status(message["run"])
            if state == "done":
                return {"status": "ok"}
            if state == "unknown":
                return await call(message)
            await asyncio.sleep(pause)
        raise                                       # keep the result and tell a person
# endregion


def open_db():
    db = sqlite3.connect("announce.db", isolation_level=None)
    db.execute("CREATE TABLE IF NOT EXISTS outbox (run TEXT PRIMARY KEY, parent, result, acked DEFAULT 0, seen DEFAULT 0)")
    db.execute("CREATE TABLE IF NOT EXISTS inbox (run TEXT PRIMARY KEY, result, done DEFAULT 0)")
    return db


class Gateway:
    """As in broken.py; `fast` switches the announce call to accept()."""

    async def start(self, fast=True):
        self.fast, self.lane, self.calls, self.db, self.state, self.lose_reply = fast, asyncio.Lock(), [], open_db(), {}, False
        self.server = await asyncio.start_server(self.connected, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    def connected(self, reader, writer):
        self.calls.append(asyncio.ensure_future(self.handle(reader, writer)))

    async def handle(self, reader, writer):
        message = json.loads(await reader.readline())
        if self.fast:
            reply = accept(self.db, message)
            if self.lose_reply:
                self.lose_reply = False
                deadline.set()
                await reader.read()
        else:
            self.state[message["run"]] = "queued"
            if self.lane.locked():
                deadline.set()
            async with self.lane:
                await turn(message["run"], message["result"])
                self.state[message["run"]] = "done"
                if message.get("slow"):
                    deadline.set()
                    await reader.read()
            reply = {"status": "ok"}
        writer.write(json.dumps(reply).encode() + b"\n")
        writer.close()

    async def restart(self, fast=True):
        self.server.close()
        self.db.close()
        for call in self.calls:
            call.cancel()
        await asyncio.gather(*self.calls, return_exceptions=True)
        return await self.start(fast)


async def call_gateway(port, message):
    global deadline
    deadline = asyncio.Event()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(json.dumps(message).encode() + b"\n")
    reply, late = asyncio.ensure_future(reader.readline()), asyncio.ensure_future(deadline.wait())
    await asyncio.wait({reply, late}, timeout=4, return_when=asyncio.FIRST_COMPLETED)
    late.cancel()
    writer.close()
    if not reply.done():
        reply.cancel()
        raise GatewayTimeout("gateway timeout after 90000ms")
    return json.loads(reply.result())


chat = []


async def turn(run, result):
    chat.append(run)


async def main():
    child, gateway = open_db(), await Gateway().start()

    # 1. The acknowledgement of the first call is lost; for the second the parent is busy, then the gateway restarts.
    finish(child, "finance-7", "main", "29 baht for canva recorded")
    gateway.lose_reply = True
    for _ in range(2):
        await flush(child, lambda message: call_gateway(gateway.port, message))
    await drain(gateway.db, gateway.lane, turn)
    finish(child, "research-3", "main", "report in three parts")
    gateway.server.close()
    await flush(child, lambda message: call_gateway(gateway.port, message))          # nobody listens
    gateway = await gateway.restart()
    async with gateway.lane:                                                         # the parent is in a long turn
        await flush(child, lambda message: call_gateway(gateway.port, message))
        unacked = child.execute("SELECT run FROM outbox WHERE acked = 0").fetchall()
        assert unacked == [], "the announce call waited for the parent's turn"
    gateway = await gateway.restart()                                                # accepted, not yet handled
    for _ in range(2):
        await drain(gateway.db, gateway.lane, turn)
    assert sorted(chat) == ["finance-7", "research-3"], chat
    assert child.execute("SELECT COUNT(*) FROM outbox WHERE acked = 0").fetchone() == (0,)

    # 2. No announcement works at all: the next turn finds the result, once.
    finish(child, "audit-1", "main", "three findings")
    finish(child, "audit-2", "other", "not for main")
    found = [collect(child, "main") for _ in range(2)]
    assert ("audit-1", "three findings") in found[0] and len(found[0]) == 3 and found[1] == [], found

    # 3. The old, slow call. First the answer is late, then the call never arrives.
    gateway = await gateway.restart(fast=False)
    chat.clear()

    async def status(run):
        return gateway.state.get(run, "unknown")

    await announce_once(lambda message: call_gateway(gateway.port, message), status,
                        {"run": "finance-8", "result": "paid", "slow": True}, pause=0)
    attempts = []

    async def lossy(message):
        attempts.append(message)
        if len(attempts) == 1:
            raise GatewayTimeout("gateway timeout after 90000ms")
        return await call_gateway(gateway.port, message)

    await announce_once(lossy, status, {"run": "finance-9", "result": "paid"}, pause=0)
    async with gateway.lane:                        # the parent stays busy: no second copy is queued
        try:
            await announce_once(lambda message: call_gateway(gateway.port, message), status,
                                {"run": "finance-10", "result": "paid"}, pause=0)
            raise SystemExit("an unknown outcome was taken for a result")
        except GatewayTimeout:
            pass
    await asyncio.wait(gateway.calls, timeout=4)
    assert chat == ["finance-8", "finance-9", "finance-10"], chat
    gateway.server.close()
    print("each result arrives once through time-outs and restarts (outbox and inbox, collect, ask before sending again)")


asyncio.run(main())
