"""Ten thousand tickets, and a coroutine for each as soon as it comes in. A semaphore lets only eight of
them call the model, but each has its document in memory already. Those that wait fill the memory, and
the whole batch is lost.

The limit on memory is real: setrlimit, 200 MiB more than the process has at start. It ends in a
MemoryError. The limit of a container would end the process with SIGKILL at the same point.
"""
import asyncio
import resource
import sys

DOCUMENT = 4 << 20


def room_for(more):
    with open("/proc/self/statm") as statm:
        now = int(statm.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + more, resource.RLIM_INFINITY))


def load(ticket):
    return bytes(DOCUMENT)


async def main():
    print("agent: 10000 tickets, at most 8 model calls at a time", flush=True)
    slots, model_answers = asyncio.Semaphore(8), asyncio.Event()
    tasks = []

    async def summarise(document):
        async with slots:
            await model_answers.wait()      # the model takes its time
            return "summary of %d bytes" % len(document)

    try:
        for ticket in range(10000):
            tasks.append(asyncio.create_task(summarise(load(ticket))))
            await asyncio.sleep(0)
    except MemoryError:
        print("agent: out of memory, 8 tickets with the model, %d tickets waiting with their documents, 0 of 10000 done"
              % (len(tasks) - 8), file=sys.stderr)
        raise


room_for(200 << 20)
asyncio.run(main())
