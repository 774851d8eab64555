"""The same agents, questions and tools: nobody waits in a circle.

The wait that would close a circle is refused at once and names it. A question travels up as a result.
Tools are taken in one order. Nothing here runs into a time limit.
"""
import asyncio
import threading

# region: refuse-the-wait-that-closes-a-circle
import collections
import contextlib


class WouldDeadlock(Exception):
    """Give it to the model as the result of the call. It can go on in another way."""


class Waits:
    """Who waits for whom. All agents that can wait for each other share one."""

    def __init__(self):
        self.edges = collections.Counter()

    def _path(self, start, goal, seen=()):
        if start == goal:
            return [goal]
        for waiter, target in self.edges:
            if waiter == start and target not in seen:
                path = self._path(target, goal, (*seen, start))
                if path:
                    return [start, *path]
        return None

    @contextlib.contextmanager
    def waiting(self, me, target):
        path = self._path(target, me)
        if path:
            raise WouldDeadlock("%s can't answer, it waits for you (%s). Decide yourself, or end your turn"
                                " with the question." % (target, " -> ".join([me, *path])))
        self.edges[me, target] += 1
        try:
            yield
        finally:
            self.edges[me, target] -= 1
            self.edges += collections.Counter()  # drop what is 0
# endregion


# region: hand-the-question-up
async def delegate(worker, task, decide, rounds=5):
    """The worker never waits for us. It returns ("done", result) or ("question", text)."""
    notes = []
    for _ in range(rounds):
        kind, text = await worker(task, notes)
        if kind == "done":
            return text
        notes.append((text, await decide(text)))  # nobody waits for us now, so we are free to think
    raise RuntimeError("still open after %d questions: %s" % (rounds, text))
# endregion


# region: take-tools-in-one-order
@contextlib.contextmanager
def holding(locks, *names):
    """All that is needed, at once, in the order of the names. Never take another one inside."""
    with contextlib.ExitStack() as stack:
        for name in sorted(set(names)):
            stack.enter_context(locks[name])
        yield
# endregion


class Agent:
    def __init__(self, name, handle, waits):
        self.name, self.handle, self.waits, self.inbox = name, handle, waits, asyncio.Queue()

    async def run(self):
        while True:
            sender, question, reply = await self.inbox.get()
            try:
                reply.set_result(await self.handle(self, sender, question))
            except Exception as error:
                reply.set_exception(error)

    async def ask(self, other, question):
        with self.waits.waiting(self.name, other.name):
            reply = asyncio.get_running_loop().create_future()
            other.inbox.put_nowait((self, question, reply))
            return await asyncio.wait_for(reply, 2)


async def messages():
    waits, refused = Waits(), []

    async def plan(planner, user, request):
        return await planner.ask(coder, "implement the login")

    async def code(coder, planner, task):
        try:
            database = await coder.ask(planner, "which database do we use?")
        except WouldDeadlock as error:
            refused.append(str(error))
            database = "sqlite (assumed)"
        return "login with " + database

    planner, coder, user = Agent("planner", plan, waits), Agent("coder", code, waits), Agent("user", None, waits)
    tasks = [asyncio.ensure_future(agent.run()) for agent in (planner, coder)]
    for _ in range(2):  # the second time shows that nothing was left behind
        assert await user.ask(planner, "add a login") == "login with sqlite (assumed)"
    assert len(refused) == 2 and "(coder -> planner -> coder)" in refused[0], refused
    assert not waits.edges
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    # Longer circles are refused, waiting for the same agent is not, a wait that ended does not count.
    with waits.waiting("a", "b"), waits.waiting("b", "c"), waits.waiting("d", "c"), waits.waiting("a", "b"):
        for me, target in (("c", "a"), ("c", "d"), ("a", "a")):
            try:
                with waits.waiting(me, target):
                    raise AssertionError("%s -> %s closes a circle" % (me, target))
            except WouldDeadlock:
                pass
    with waits.waiting("c", "a"):
        pass


async def questions():
    attention = asyncio.Lock()  # of the planner: it does one thing at a time, and waiting is one

    async def worker(task, notes):
        async with attention:  # the planner waits for us as long as our turn lasts
            return ("done", "%s with %s" % (task, notes[0][1])) if notes else ("question", "which database?")

    async def decide(question):
        async with attention:  # asked in the middle of a turn, this would never come back
            return "postgres"

    async def curious(task, notes):
        return "question", "and then?"

    assert await asyncio.wait_for(delegate(worker, "login", decide), 2) == "login with postgres"
    try:
        await asyncio.wait_for(delegate(curious, "login", decide), 2)
        raise AssertionError("asked for ever")
    except RuntimeError as error:
        assert "after 5 questions" in str(error)


def tools():
    locks = {"repository": threading.Lock(), "browser": threading.Lock()}
    start, done = threading.Barrier(2), []

    def agent(name, *wanted):
        for _ in range(200):
            start.wait(2)
            with holding(locks, *wanted):
                assert all(lock.locked() for lock in locks.values())
        done.append(name)

    threads = [threading.Thread(target=agent, args=args, daemon=True) for args in (
        ("tester", "repository", "browser"), ("researcher", "browser", "repository", "browser"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(4)
    assert sorted(done) == ["researcher", "tester"], "a deadlock, or a bug"

    # The order itself: both begin with the same tool, so neither can hold the one and want the other.
    taken = []

    class Probe:
        def __init__(self, name):
            self.name = name

        def __enter__(self):
            taken.append(self.name)

        def __exit__(self, *error):
            taken.append("-" + self.name)

    probes = {name: Probe(name) for name in locks}
    for wanted in (("repository", "browser"), ("browser", "repository")):
        with holding(probes, *wanted):
            pass
    assert taken == ["browser", "repository", "-repository", "-browser"] * 2, taken


asyncio.run(asyncio.wait_for(messages(), 4))
asyncio.run(asyncio.wait_for(questions(), 4))
tools()
print("no circle: the closing wait was refused, the question went up as a result, 400 times both tools")
