"""The same ten thousand tickets under the same memory limit, and all of them are summarised.

A few workers that take the next ticket when they are free; a number of workers that fits the
container; a budget in bytes for documents of different size; a limit for each worker process.
"""
import os
import resource

# region: few-workers
import asyncio


async def work_off(tickets, handle, workers):
    """Memory depends on `workers`, not on the number of tickets. `tickets` may be a generator."""
    todo = iter(tickets)

    async def worker():
        for ticket in todo:                 # taken one by one, shared by all workers
            await handle(ticket)            # loads, asks, stores: nothing is kept for later

    running = [asyncio.ensure_future(worker()) for _ in range(workers)]
    try:
        await asyncio.gather(*running)
    finally:
        for one in running:
            one.cancel()
# endregion


# region: workers-that-fit
def workers_that_fit(per_worker, reserve, limit_file="/sys/fs/cgroup/memory.max"):
    """Bytes. The limit of the container counts, not the memory or the CPUs of the host."""
    try:
        with open(limit_file) as file:
            limit = int(file.read())
    except (OSError, ValueError):           # no cgroup v2, or "max": no limit
        limit = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return max(1, (limit - reserve) // per_worker)
# endregion


# region: budget-in-bytes
import contextlib


class MemoryBudget:
    """Documents wait for room before they are loaded."""

    def __init__(self, total):
        self._total = self._free = total
        self._waiting = []

    @contextlib.asynccontextmanager
    async def take(self, size):
        if size > self._total:
            raise ValueError("%d bytes never fit into a budget of %d" % (size, self._total))
        while self._free < size:
            room = asyncio.get_running_loop().create_future()
            self._waiting.append(room)
            await room
        self._free -= size
        try:
            yield
        finally:
            self._free += size
            waiting, self._waiting = self._waiting, []
            for room in waiting:
                if not room.done():
                    room.set_result(None)
# endregion


# region: limit-per-worker
import subprocess


def run_worker(command, max_bytes, seconds):
    """A worker that grows too far fails alone, with an error in its own log."""
    return subprocess.run(
        ["sh", "-c", 'ulimit -v "$1"; shift; exec "$@"', "worker", str(max_bytes // 1024), *command],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds)
# endregion


DOCUMENT = 1 << 20


def room_for(more):
    with open("/proc/self/statm") as statm:
        now = int(statm.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + more, resource.RLIM_INFINITY))


async def ask_model(document):
    await asyncio.sleep(0)
    return "summary"


async def check_few_workers():
    slots = asyncio.Semaphore(8)
    with open("summaries.txt", "w") as out:
        async def summarise(ticket):
            document = bytes(DOCUMENT)
            async with slots:
                print(ticket, await ask_model(document), file=out)

        await work_off(range(10000), summarise, workers=16)
    with open("summaries.txt") as done:
        assert sorted(int(line.split()[0]) for line in done) == list(range(10000))


async def check_budget():
    budget, done = MemoryBudget(120 << 20), []

    async def summarise(ticket):
        size = (1 + ticket * 7 % 60) << 20  # 1 to 60 MiB, known before: a length header, a file size
        async with budget.take(size):
            document = bytes(size)
            await ask_model(document)
            del document
        done.append(ticket)

    async def too_large():
        async with budget.take(121 << 20):
            pass

    await asyncio.wait_for(asyncio.gather(*(summarise(ticket) for ticket in range(100))), 10)
    assert sorted(done) == list(range(100))
    refused, = await asyncio.gather(asyncio.wait_for(too_large(), 1), return_exceptions=True)
    assert isinstance(refused, ValueError), "a document larger than the budget waits for ever, or was let in"


def check_limit_per_worker():
    import sys
    runaway = run_worker([sys.executable, "-c", "history = bytes(1 << 30); print('never done')"], 512 << 20, 4)
    modest = run_worker([sys.executable, "-c", "print('done')"], 512 << 20, 4)
    assert runaway.returncode == 1 and "MemoryError" in runaway.stderr, runaway
    assert modest.returncode == 0 and modest.stdout == "done\n", modest


def check_workers_that_fit():
    with open("memory.max", "w") as file:
        file.write("2147483648\n")
    assert workers_that_fit(300 << 20, reserve=512 << 20, limit_file="memory.max") == 5
    assert workers_that_fit(3 << 30, reserve=512 << 20, limit_file="memory.max") == 1
    with open("memory.max", "w") as file:
        file.write("max\n")
    assert workers_that_fit(1, reserve=0, limit_file="memory.max") > 1 << 20


check_limit_per_worker()
check_workers_that_fit()
room_for(200 << 20)
asyncio.run(check_few_workers())
asyncio.run(check_budget())
print("10000 tickets of 1 MiB and 100 of up to 60 MiB in 200 MiB; a runaway worker failed alone")
