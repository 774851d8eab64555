"""Two agents wait for each other, in both forms.

1. The planner asks the coder and waits. The coder needs a decision and asks the planner. The planner
   takes no message while it waits, so neither will ever get an answer.
2. Two agents each hold a tool (the repository, the browser) and want the other's as well.
The waits have a time limit here, so that the program ends. Without one they last for good.
"""
import asyncio
import sys
import threading


class Agent:
    def __init__(self, name, handle):
        self.name, self.handle, self.inbox = name, handle, asyncio.Queue()

    async def run(self):
        while True:  # one message at a time
            sender, question, reply = await self.inbox.get()
            reply.set_result(await self.handle(self, sender, question))

    async def ask(self, other, question, seconds):
        print("[%s] ask %s: %s" % (self.name, other.name, question), flush=True)
        reply = asyncio.get_running_loop().create_future()
        other.inbox.put_nowait((self, question, reply))
        try:
            return await asyncio.wait_for(reply, seconds)
        except asyncio.TimeoutError:
            print("[%s] No message from %s within %ss (status of %s: running, %d unread)" % (
                self.name, other.name, seconds, other.name, other.inbox.qsize()), flush=True)
            raise


async def messages():
    async def plan(planner, user, request):
        return await planner.ask(coder, "implement the login", 0.4)

    async def code(coder, planner, task):
        return "done with " + await coder.ask(planner, "which database do we use?", 0.6)

    planner, coder = Agent("planner", plan), Agent("coder", code)
    user = Agent("user", None)
    tasks = [asyncio.ensure_future(agent.run()) for agent in (planner, coder)]
    await asyncio.wait([asyncio.ensure_future(user.ask(planner, "add a login", 1)), *tasks],
                       return_when=asyncio.FIRST_EXCEPTION)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def tools():
    locks = {"repository": threading.Lock(), "browser": threading.Lock()}
    both_hold_one = threading.Barrier(2)
    stuck = []

    def agent(name, first, second):
        with locks[first]:
            print("[%s] has %s" % (name, first), flush=True)
            both_hold_one.wait(2)
            print("[%s] waits for %s" % (name, second), flush=True)
            if locks[second].acquire(timeout=0.4):
                locks[second].release()
            else:
                stuck.append(name)
            both_hold_one.wait(2)

    threads = [threading.Thread(target=agent, args=args) for args in (
        ("tester", "repository", "browser"), ("researcher", "browser", "repository"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return stuck


asyncio.run(messages())
stuck = tools()
if len(stuck) == 2:
    sys.exit("Error: deadlock, agents are waiting for each other: planner -> coder -> planner,"
             " tester -> researcher -> tester")
