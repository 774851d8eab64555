"""Three ways to use async code where a loop is running already.

Every check runs inside a running loop, as in a request handler or a notebook cell. For the first
two, the tool's answer comes only after another task of the same loop has opened a gate, so a
blocked loop would fail the check.
"""
import asyncio
import concurrent.futures
import inspect
import threading

GATE = threading.Event()


async def fetch_weather(city):
    loop = asyncio.get_running_loop()
    assert await loop.run_in_executor(None, GATE.wait, 3), "the server's loop was blocked"
    return "%s: 7 degrees" % city


class VendorAgent:
    """A library we can't change: its only entry point starts a loop of its own."""

    def run_sync(self, city):
        return asyncio.run(fetch_weather(city))


# region: await-all-the-way
async def weather_tool(city):
    return await fetch_weather(city)


async def call_tool(tool, **args):
    result = tool(**args)
    if inspect.isawaitable(result):  # an async tool: await it here, never asyncio.run() it
        result = await result
    return result
# endregion


# region: sync-call-in-a-thread
async def handle_request(agent, city):
    # No loop runs in the worker thread, so run_sync() may start its own there.
    return await asyncio.to_thread(agent.run_sync, city)
# endregion


# region: loop-thread
class LoopThread:
    """One event loop in a thread of its own. call() works from sync code anywhere else."""

    def __init__(self):
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def call(self, coroutine, timeout):
        if threading.current_thread() is self._thread:
            coroutine.close()
            raise RuntimeError("call() on its own loop would wait for itself: use await")
        future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        try:
            return future.result(timeout)
        except concurrent.futures.TimeoutError:
            future.cancel()
            raise

    def close(self):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
# endregion


async def open_gate():
    GATE.set()


async def with_live_loop(coroutine):
    """Run the coroutine; only another task of this loop lets it finish."""
    GATE.clear()
    result, _ = await asyncio.gather(coroutine, open_gate())
    return result


async def check_loop_thread():
    bridge = LoopThread()
    try:
        # A sync call in the middle of a coroutine, as in a callback with a fixed signature.
        assert bridge.call(fetch_weather("Oslo"), timeout=3) == "Oslo: 7 degrees"

        async def calls_itself():
            return bridge.call(fetch_weather("Oslo"), timeout=3)

        try:
            bridge.call(calls_itself(), timeout=3)
            raise AssertionError("a call from its own loop was not refused")
        except RuntimeError as error:
            assert "would wait for itself" in str(error), error
    finally:
        bridge.close()


async def main():
    assert await with_live_loop(call_tool(weather_tool, city="Oslo")) == "Oslo: 7 degrees"
    assert await with_live_loop(handle_request(VendorAgent(), "Oslo")) == "Oslo: 7 degrees"
    await check_loop_thread()
    print("three tool calls answered inside a running event loop: awaited, in a thread, on a loop thread")


asyncio.run(main())
