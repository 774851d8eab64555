"""The same requests with the same interleaving as in broken.py, in three designs: state in an object
that is passed along, state in a context variable, and globals behind a gate for one run at a time.
"""
import concurrent.futures

# region: frozen-defaults
import dataclasses


@dataclasses.dataclass(frozen=True)
class Options:
    instructions: str = "Be helpful."
    tools: tuple = ("search", "weather")


DEFAULTS = Options()  # shared by all requests, and nobody can change it


def options_for(instructions):
    return dataclasses.replace(DEFAULTS, instructions=instructions)
# endregion


# region: run-object
@dataclasses.dataclass
class Run:
    """Everything that belongs to one request. Made by the handler, passed along, dropped at the end."""
    request: str
    options: Options
    history: list = dataclasses.field(default_factory=list)  # a new list for every run
    results: dict = dataclasses.field(default_factory=dict)


async def answer(run, text, complete, tool):
    run.history.append({"role": "user", "content": text})
    while True:
        message = await complete(run.request, run.history, run.options)
        run.history.append(message)
        if "tool_call" not in message:
            return message["content"]
        run.history.append({"role": "tool", "tool_call_id": message["tool_call"], "content": await tool()})


async def collect_and_send(run, sources, send):
    for source in sources:
        run.results[source] = "text of %s for %s" % (source, run.request)
    for source, text in run.results.items():
        await send("%s <- %s" % (run.request, text))
# endregion


# region: context-variable
import asyncio
import contextvars

_run = contextvars.ContextVar("run")  # no default: without a run, get() raises LookupError


async def serve(run, handler):
    """One task per request: a task has its own copy of the context, so set() stays in it."""
    async def scoped():
        _run.set(run)  # a new Run, never a change to an object that another task can see
        return await handler()
    return await asyncio.create_task(scoped())


def remember(source, text):
    """Code deep down whose signature can't change."""
    _run.get().results[source] = text


async def in_thread(pool, function, *args):
    """run_in_executor does not carry the context over to the thread, so carry it by hand."""
    context = contextvars.copy_context()
    return await asyncio.get_running_loop().run_in_executor(pool, context.run, function, *args)
# endregion


# region: one-run-at-a-time
class OneAtATime:
    """For a library that you can't change: one run at a time, each with the globals as at start-up."""

    def __init__(self, reset):
        self._gate, self._reset = asyncio.Lock(), reset

    async def run(self, handler):
        async with self._gate:
            self._reset()
            try:
                return await handler()
            finally:
                self._reset()  # also after an error: nothing is left for the next run
# endregion


calls = []


async def complete(request, messages, options):
    calls.append((request, options.instructions))
    await asyncio.sleep(0)
    for message, following in zip(messages, messages[1:] + [{}]):
        if "tool_call" in message and following.get("tool_call_id") != message["tool_call"]:
            raise AssertionError("400: no tool message for %s" % message["tool_call"])
    if messages[-1]["role"] == "user":
        return {"role": "assistant", "tool_call": "call_of_%s" % request}
    return {"role": "assistant", "content": "done"}


def pause():
    reached, go_on = asyncio.Event(), asyncio.Event()

    async def stop_here(*_):
        reached.set()
        await asyncio.wait_for(go_on.wait(), 4)
        return "21 degrees"
    return reached, go_on, stop_here


async def quick(*_):
    return "quick"


async def check_run_object():
    reached, go_on, slow_tool = pause()
    one, two = (Run("request-%d" % n, options_for(text)) for n, text in ((1, "English."), (2, "Deutsch.")))
    first = asyncio.create_task(answer(one, "Weather?", complete, slow_tool))
    await asyncio.wait_for(reached.wait(), 4)
    assert await answer(two, "Wetter?", complete, quick) == "done"
    go_on.set()
    assert await first == "done" and len(one.history) == len(two.history) == 4
    assert set(calls) == {("request-1", "English."), ("request-2", "Deutsch.")}, calls

    reached, go_on, slow_client = pause()
    third = asyncio.create_task(collect_and_send(one, ["wiki"], slow_client))
    await asyncio.wait_for(reached.wait(), 4)
    await collect_and_send(two, ["news"], quick)
    go_on.set()
    await third
    assert list(one.results) == ["wiki"] and list(two.results) == ["news"]
    try:
        DEFAULTS.instructions = "Antworte auf Deutsch."
    except dataclasses.FrozenInstanceError:
        assert DEFAULTS.instructions == "Be helpful."
    else:
        raise AssertionError("the shared defaults were changed")


async def check_context_variable():
    both = [Run("request-%d" % n, DEFAULTS) for n in (5, 6)]
    here, arrived = asyncio.Event(), []
    with concurrent.futures.ThreadPoolExecutor(1) as pool:  # both requests on the same thread
        async def handler():
            name = _run.get().request
            arrived.append(name)
            if len(arrived) == 2:
                here.set()
            await asyncio.wait_for(here.wait(), 4)  # both runs are set before one goes on
            remember("loop", name)
            await in_thread(pool, remember, "thread", name)
        await asyncio.gather(*(serve(run, handler) for run in both))
    for run in both:
        assert run.results == {"loop": run.request, "thread": run.request}, run
    await serve(both[0], quick)
    try:
        remember("nobody", "?")
    except LookupError:
        return
    raise AssertionError("a run leaked out of its task")


async def check_one_at_a_time():
    library_history = ["left over"]  # the global of somebody else's module
    reached, go_on, slow_tool = pause()
    gate = OneAtATime(library_history.clear)

    async def library(text, tool):
        library_history.append(text)
        await tool()
        return list(library_history)

    async def failing():
        raise ConnectionError("model not reachable")

    first = asyncio.create_task(gate.run(lambda: library("Weather?", slow_tool)))
    await asyncio.wait_for(reached.wait(), 4)
    second = asyncio.create_task(gate.run(lambda: library("Wetter?", quick)))
    await asyncio.sleep(0)  # the second is at the gate, or, without a gate, in the library
    go_on.set()
    assert await first == ["Weather?"] and await second == ["Wetter?"]
    try:
        await gate.run(lambda: library("Tiempo?", failing))
    except ConnectionError:
        assert library_history == []
    else:
        raise AssertionError("the error was lost")


async def main():
    await check_run_object()
    await check_context_variable()
    await check_one_at_a_time()
    print("interleaved requests kept their own history, options and results in all designs")


if __name__ == "__main__":
    asyncio.run(main())
