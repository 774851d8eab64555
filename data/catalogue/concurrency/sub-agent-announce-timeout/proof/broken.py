"""Shows two sub-agents that finish their work: one result reaches the user twice, the other never.

A model of OpenClaw's announce step. A finished sub-agent calls the gateway, and the call waits for a whole turn
of the parent. The parent has one lane: one turn at a time. After 90000 ms the caller gives up and tries again.
Real sockets; the clock is fake: `deadline` is set at the worst moment instead of after 90 seconds.
"""
import asyncio
import json

chat = []
TRIES = 4


class GatewayTimeout(Exception):
    pass


class Gateway:
    async def start(self):
        self.lane = asyncio.Lock()                  # the parent session: in memory, one turn at a time
        self.calls = []
        self.server = await asyncio.start_server(self.connected, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    def connected(self, reader, writer):
        self.calls.append(asyncio.ensure_future(self.handle(reader, writer)))

    async def handle(self, reader, writer):
        message = json.loads(await reader.readline())
        if self.lane.locked():
            print("[diagnostic] lane wait exceeded: lane=session:agent:main:main waitedMs=90000", flush=True)
            deadline.set()                          # the caller has waited for 90 seconds
        async with self.lane:
            chat.append(message["run"])
            print(f"[telegram] main -> user: {message['result']}", flush=True)
            if message["slow"]:
                deadline.set()                      # the turn takes longer than the caller waits
                await reader.read()
        writer.write(b'{"status":"ok"}\n')
        writer.close()

    async def restart(self):
        print("[gateway] restart", flush=True)
        self.server.close()
        for call in self.calls:
            call.cancel()
        await asyncio.gather(*self.calls, return_exceptions=True)
        return await self.start()


async def call_gateway(port, message):
    """Waits for the reply or for the deadline, whichever comes first."""
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


async def announce(port, run, result, slow=False):
    for attempt in range(1, TRIES + 1):
        try:
            return await call_gateway(port, {"run": run, "result": result, "slow": slow and attempt == 1})
        except GatewayTimeout as error:
            if attempt < TRIES:
                print("[warn] Subagent announce completion direct announce agent call transient failure, "
                      f"retrying {attempt + 1}/{TRIES}: {error}", flush=True)
            else:
                print(f"[warn] Subagent completion direct announce failed for run {run}: {error}", flush=True)
                print(f"[warn] Subagent announce give up (retry-limit) run={run} retries={TRIES - 1}", flush=True)


async def main():
    gateway = await Gateway().start()
    print("[subagent finance] done: 29 baht for canva recorded", flush=True)
    await announce(gateway.port, "finance-7", "29 baht for canva recorded", slow=True)

    async with gateway.lane:                        # the user talks to the parent: a long turn
        print("[subagent research] done: report in three parts", flush=True)
        await announce(gateway.port, "research-3", "report in three parts")
        gateway = await gateway.restart()           # what was queued in the lane is gone
    print("[user] is the report ready?", flush=True)
    print("[main] the research agent has not come back yet", flush=True)
    gateway.server.close()
    for run in ("finance-7", "research-3"):
        print(f"run {run}: announced to the user {chat.count(run)} times", flush=True)
    assert chat.count("finance-7") == 1 and chat.count("research-3") == 1, "sub-agent results were not announced exactly once"


asyncio.run(main())
