"""The same workers, the same burst, and the same jumping clock: nobody sleeps beside a full queue.

A doorbell that wakes as many workers as there are jobs; the same between processes; polling that backs
off and never falls into step; and a start that does not send everything at once.
"""
import asyncio
import selectors
import threading

# region: doorbell
import collections


class Doorbell:
    """Wakes as many sleepers as there is work. Rung when nobody sleeps, it does nothing."""

    def __init__(self):
        self._sleepers = collections.deque()

    def ring(self, jobs=1):
        while jobs and self._sleepers:
            sleeper = self._sleepers.popleft()
            if not sleeper.done():
                sleeper.set_result(None)
                jobs -= 1

    async def wait(self, longest):
        sleeper = asyncio.get_running_loop().create_future()
        self._sleepers.append(sleeper)
        await asyncio.wait([sleeper], timeout=longest)
        sleeper.cancel()


async def worker(take, work, doorbell, longest=30):
    while True:
        job = take()                        # no await between an empty take() and wait()
        if job is None:
            await doorbell.wait(longest)    # the limit is for jobs that nobody rang for
        else:
            await work(job)                 # and then ask again at once
# endregion


# region: doorbell-between-processes
import socket


class Bell:
    """The worker process owns it. A ring while the worker is busy stays in the socket."""

    def __init__(self):
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.address = self._socket.getsockname()

    def wait(self, longest):
        self._socket.settimeout(longest)
        try:
            self._socket.recv(1)
            return True
        except socket.timeout:
            return False


def ring(address):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"!", address)
# endregion


# region: poll-with-backoff
import random


async def polling_worker(take, work, shortest=0.5, longest=30, rng=random):
    """For queues that cannot wake anyone. `rng` keeps the workers out of step."""
    delay = shortest
    while True:
        job = take()
        if job is None:
            await asyncio.sleep(delay * rng.uniform(0.5, 1))
            delay = min(delay * 2, longest)
        else:
            delay = shortest
            await work(job)
# endregion


# region: ramp
class Ramp:
    """One call after a pause, one more for each success, half as many after an error."""

    def __init__(self, most):
        self._most, self.limit, self._running, self._waiting = most, 1, 0, []

    async def __aenter__(self):
        while self._running >= self.limit:
            room = asyncio.get_running_loop().create_future()
            self._waiting.append(room)
            await room
        self._running += 1

    async def __aexit__(self, kind, error, trace):
        self._running -= 1
        self.limit = min(self.limit + 1, self._most) if kind is None else max(self.limit // 2, 1)
        if not self._running and not self._waiting:
            self.limit = 1                  # idle: the next burst starts small again
        waiting, self._waiting = self._waiting, []
        for room in waiting:
            if not room.done():
                room.set_result(None)
# endregion


class JumpingClock(selectors.DefaultSelector):
    now = 0.0

    def select(self, timeout=None):
        self.now += timeout or 0
        return super().select(0)


def in_jumping_time(scene):
    clock = JumpingClock()
    loop = asyncio.SelectorEventLoop(clock)
    loop.time = lambda: clock.now
    try:
        loop.run_until_complete(scene(loop))
    finally:
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()


class Scene:
    """A queue that counts how often it was asked, and a model that allows four calls at a time."""

    def __init__(self, loop):
        self.loop, self.jobs, self.asked, self.started, self.done = loop, [], [], [], 0
        self.in_flight = self.refused = 0

    def take(self):
        self.asked.append(self.loop.time())
        return self.jobs.pop(0) if self.jobs else None

    async def work(self, job):
        self.started.append(self.loop.time())
        if self.in_flight == 4:
            self.refused += 1
            raise RuntimeError("429 Too Many Requests")
        self.in_flight += 1
        await asyncio.sleep(5)
        self.in_flight -= 1
        self.done += 1


async def doorbell_and_ramp(loop):
    scene, doorbell, ramp = Scene(loop), Doorbell(), Ramp(most=4)

    async def gently(job):
        async with ramp:
            await scene.work(job)

    for _ in range(8):
        loop.create_task(worker(scene.take, gently, doorbell))
    await asyncio.sleep(1)
    scene.jobs.extend(range(16))
    doorbell.ring(16)
    await asyncio.sleep(0.5)
    assert scene.started == [1.0], scene.started                # at once, and one call only
    await asyncio.sleep(60)
    assert (scene.done, scene.refused) == (16, 0), (scene.done, scene.refused)
    assert max(scene.started) <= 1 + 6 * 5, scene.started       # 1, 2, 3, 4, 4, 2 in flight

    scene.asked.clear()
    scene.jobs.append("one more")
    doorbell.ring()
    await asyncio.sleep(10)
    assert scene.started[-1] == 61.5 and len(scene.asked) == 2, scene.asked    # one job wakes one worker
    scene.jobs.append("nobody rang for it")
    await asyncio.sleep(31)
    assert scene.done == 18 and ramp.limit == 1


async def ramp_after_error(loop):
    ramp = Ramp(most=8)
    async with ramp:
        for _ in range(6):                  # others that come and go while this one runs
            ramp.limit = min(ramp.limit + 1, 8)
        try:
            async with ramp:
                raise RuntimeError("429 Too Many Requests")
        except RuntimeError:
            assert ramp.limit == 3


async def polling(loop):
    scene, rng = Scene(loop), random.Random(7)
    for _ in range(8):
        loop.create_task(polling_worker(scene.take, scene.work, rng=rng))
    await asyncio.sleep(1000)
    idle = [when for when in scene.asked if when > 100]
    assert len(idle) < 8 * 900 / 15 and len(set(idle)) == len(idle), "too often, or in step"
    scene.jobs.extend(range(3))
    await asyncio.sleep(30)
    assert scene.done == 3 and len(set(scene.started)) == 3


async def polling_after_work(loop):
    scene = Scene(loop)
    loop.create_task(polling_worker(scene.take, scene.work, rng=random.Random(7)))
    await asyncio.sleep(1000)
    scene.jobs.append("after a long pause")
    while not scene.done:
        await asyncio.sleep(0.1)
    await asyncio.sleep(0.8)
    scene.jobs.append("soon after")
    await asyncio.sleep(1)
    assert len(scene.started) == 2, "asks as rarely as after a long pause"


def check_bell():
    bell, jobs, done = Bell(), collections.deque(), threading.Event()

    def worker_process():
        while not done.is_set():
            if jobs:
                jobs.popleft()
                done.set()
            else:
                bell.wait(30)               # far longer than this proof may run

    thread = threading.Thread(target=worker_process, daemon=True)
    thread.start()
    jobs.append("job")
    ring(bell.address)
    assert done.wait(4), "the worker slept beside a job"
    other = Bell()
    ring(other.address)                     # rung before anyone waits: not lost
    assert other.wait(4) and not other.wait(0.01)


in_jumping_time(doorbell_and_ramp)
in_jumping_time(ramp_after_error)
in_jumping_time(polling)
in_jumping_time(polling_after_work)
check_bell()
print("16 jobs: first call in the second they came, never more than four, none refused; polling backs off, out of step")
