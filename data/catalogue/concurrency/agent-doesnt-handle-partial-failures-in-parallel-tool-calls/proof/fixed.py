"""The same batch with the same failure: every call gets its own result, and nothing runs twice.

Also shown: errors without a text, a cancelled tool, a silent tool, a turn that is itself cancelled, a
failure that passes, and a group of bookings that only makes sense as a whole.
"""
import asyncio


class ToolError(Exception):
    pass


class Transient(ToolError):
    """May succeed when it is repeated: 429, 503, connection reset."""


# region: one-result-per-call
async def run_batch(calls, tools, seconds=30):
    """One tool message per call, in the order of the calls, whatever happens to each of them."""
    outcomes = await asyncio.gather(
        *(asyncio.wait_for(tools[call["name"]](**call["args"]), seconds) for call in calls),
        return_exceptions=True)
    messages = []
    for call, outcome in zip(calls, outcomes):
        failed = isinstance(outcome, BaseException)
        if isinstance(outcome, asyncio.TimeoutError):
            outcome = "no answer within %s s; it is not known whether it took effect" % seconds
        elif failed:
            outcome = "%s: %s" % (type(outcome).__name__, outcome)  # str(error) alone may be empty
        messages.append({"role": "tool", "tool_call_id": call["id"],
                         "content": "ERROR %s" % outcome if failed else outcome})
    return messages
# endregion


# region: retry-only-this-call
def retrying(tool, attempts=3, pause=0.5):
    """For tools that only read. The other calls of the batch are not touched."""
    async def call(**args):
        for attempt in range(1, attempts + 1):
            try:
                return await tool(**args)
            except Transient:
                if attempt == attempts:
                    raise
                await asyncio.sleep(pause * 2 ** (attempt - 1))
    return call
# endregion


# region: undo-the-group
async def all_or_nothing(steps):
    """steps: pairs (do, undo). If one fails, wait for all of them, then undo those that succeeded."""
    outcomes = await asyncio.gather(*(do() for do, _ in steps), return_exceptions=True)
    failures = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    if not failures:
        return outcomes
    stuck = []
    for (_, undo), outcome in reversed(list(zip(steps, outcomes))):
        if not isinstance(outcome, BaseException):
            try:
                await undo(outcome)
            except Exception as error:  # keep going: the others have to be undone, too
                stuck.append("%s: %s" % (outcome, error))
    raise ToolError("nothing was booked: %s" % failures[0] if not stuck
                    else "%s; COULD NOT UNDO %s" % (failures[0], ", ".join(stuck)))
# endregion


def accept(assistant_calls, messages):
    """What a model API checks: each tool call is answered, once."""
    missing = [c["id"] for c in assistant_calls if [m["tool_call_id"] for m in messages].count(c["id"]) != 1]
    assert not missing, "tool_call_ids did not have response messages: %s" % ", ".join(missing)


async def main():
    ran = []
    flights_found, weather_failed = asyncio.Event(), asyncio.Event()

    async def search_flights():
        ran.append("search_flights")
        flights_found.set()
        return "12 flights"

    async def search_hotels():
        ran.append("search_hotels")
        return "40 hotels"

    async def get_weather():
        await flights_found.wait()
        ran.append("get_weather")
        asyncio.get_running_loop().call_soon(weather_failed.set)
        raise Transient("503 Service Unavailable")

    async def book_table():
        await weather_failed.wait()
        ran.append("book_table")
        return "booked"

    async def broken_tool():
        raise KeyError

    async def cancelled_tool():
        raise asyncio.CancelledError

    async def silent_tool():
        await asyncio.Event().wait()

    tools = {f.__name__: f for f in (search_flights, search_hotels, get_weather, book_table, broken_tool,
                                     cancelled_tool, silent_tool)}

    def calls(*names):
        return [{"id": "call_%d" % n, "name": name, "args": {}} for n, name in enumerate(names, 1)]

    # The batch of broken.py: three results and one error reach the model, which can repeat one call.
    batch = calls("search_flights", "search_hotels", "get_weather", "book_table")
    messages = await run_batch(batch, tools)
    accept(batch, messages)
    assert [(m["tool_call_id"], m["content"]) for m in messages] == [
        ("call_1", "12 flights"), ("call_2", "40 hotels"),
        ("call_3", "ERROR Transient: 503 Service Unavailable"), ("call_4", "booked")], messages
    assert sorted(ran) == ["book_table", "get_weather", "search_flights", "search_hotels"], ran

    # Every way to fail becomes a result with a text.
    batch = calls("broken_tool", "cancelled_tool", "silent_tool", "search_hotels")
    messages = await run_batch(batch, tools, seconds=0.05)
    accept(batch, messages)
    assert [m["content"][:23].strip() for m in messages] == [
        "ERROR KeyError:", "ERROR CancelledError:", "ERROR no answer within", "40 hotels"], messages

    # The user stops the turn: that is no result, and nothing stays behind.
    before = asyncio.all_tasks()
    turn = asyncio.ensure_future(run_batch(calls("silent_tool", "silent_tool"), tools))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    turn.cancel()
    assert isinstance((await asyncio.gather(turn, return_exceptions=True))[0], asyncio.CancelledError)
    for _ in range(3):
        await asyncio.sleep(0)
    assert asyncio.all_tasks() == before

    # A failure that passes is repeated inside its own call.
    attempts = []

    async def flaky_weather():
        attempts.append(1)
        if len(attempts) < 3:
            raise Transient("503 Service Unavailable")
        return "sunny"

    ran.clear()
    tools["get_weather"] = retrying(flaky_weather, pause=0.001)
    messages = await run_batch(calls("search_flights", "get_weather"), tools)
    assert [m["content"] for m in messages] == ["12 flights", "sunny"] and ran == ["search_flights"]
    tools["get_weather"] = retrying(get_weather, pause=0.001)
    messages = await run_batch(calls("get_weather"), tools)
    assert messages[0]["content"].startswith("ERROR Transient") and ran.count("get_weather") == 3

    # Flight and hotel belong together. The hotel fails first, the flight is booked later, and undone.
    booked, refuse_undo = set(), False
    hotel_failed = asyncio.Event()

    async def book_flight():
        await hotel_failed.wait()
        booked.add("flight")
        return "flight"

    async def book_hotel():
        asyncio.get_running_loop().call_soon(hotel_failed.set)
        raise ToolError("hotel is full")

    async def undo(what):
        if refuse_undo:
            raise ToolError("too late")
        booked.remove(what)

    for refuse_undo, expected in ((False, "nothing was booked: hotel is full"),
                                  (True, "hotel is full; COULD NOT UNDO flight: too late")):
        try:
            await all_or_nothing([(book_flight, undo), (book_hotel, undo)])
            raise AssertionError("the failure got lost")
        except ToolError as error:
            assert str(error) == expected, error
        assert booked == ({"flight"} if refuse_undo else set())
    print("one failed call of four: 3 results kept, 1 error reported, 0 calls run twice; the group was undone")


asyncio.run(asyncio.wait_for(main(), 4))
