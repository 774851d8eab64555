"""Eight agent workers ask an empty queue every 30 seconds. They were started together, so they ask
together. Sixteen jobs come one second after such a round: they wait for 29 seconds beside eight idle
workers. Then all the workers start at the same moment, and the model API refuses half of the calls.

The workers are ordinary asyncio code. Only the clock is not real: it jumps to the next timer.
"""
import asyncio
import selectors

POLL_INTERVAL, MODEL_LIMIT = 30, 4


class JumpingClock(selectors.DefaultSelector):
    now = 0.0

    def select(self, timeout=None):
        self.now += timeout or 0
        return super().select(0)


clock = JumpingClock()
loop = asyncio.SelectorEventLoop(clock)
loop.time = lambda: clock.now
jobs, waits, refused, in_flight = [], [], [], 0


def log(text):
    print("t=%3.0fs  %s" % (loop.time(), text), flush=True)


async def call_model():
    global in_flight
    if in_flight == MODEL_LIMIT:
        raise RuntimeError("429 Too Many Requests")
    in_flight += 1
    await asyncio.sleep(5)
    in_flight -= 1


async def worker(name):
    while True:
        if not jobs:
            if loop.time() == 0:
                log("%s: queue is empty, sleeping %d s" % (name, POLL_INTERVAL))
            await asyncio.sleep(POLL_INTERVAL)
            continue
        queued_at = jobs.pop(0)
        try:
            if len(waits) < 8:
                waits.append(loop.time() - queued_at)
            await call_model()
        except RuntimeError as error:
            log("%s: %s" % (name, error))
            refused.append(name)
            jobs.append(queued_at)
            await asyncio.sleep(POLL_INTERVAL)


async def main():
    workers = [asyncio.ensure_future(worker("worker-%d" % number)) for number in range(1, 9)]
    await asyncio.sleep(1)
    jobs.extend([loop.time()] * 16)
    log("16 jobs queued, 8 of 8 workers are idle")
    await asyncio.sleep(60)
    for one in workers:
        one.cancel()
    assert max(waits) < 1 and not refused, (
        "jobs waited %d s while all 8 workers were idle, then %d of the first 8 calls were refused: 429 Too Many Requests"
        % (max(waits), len(refused)))


loop.run_until_complete(main())
