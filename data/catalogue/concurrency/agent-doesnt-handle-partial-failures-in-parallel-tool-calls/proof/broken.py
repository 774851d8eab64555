"""Four tool calls run in parallel, one fails, and the results of all four are thrown away.

asyncio.gather raises the first error at once. The calls that had finished are forgotten, the one that
is still under way is not stopped: it books the table after the turn has failed. The model asks for the
whole batch again, and the table is booked a second time. Events stand for the answers of the services,
so the order is always the same.
"""
import asyncio
import logging

logging.basicConfig(format="%(levelname)s [agent] %(message)s")
ran = []
weather_is_up = False
flights_found = asyncio.Event
turn_failed = asyncio.Event


class ToolError(Exception):
    pass


async def search_flights():
    ran.append("search_flights")
    print("[tool] call_1 search_flights: ok, 12 flights", flush=True)
    flights_found.set()
    return "12 flights"


async def search_hotels():
    ran.append("search_hotels")
    print("[tool] call_2 search_hotels: ok, 40 hotels", flush=True)
    return "40 hotels"


async def get_weather():
    await asyncio.wait_for(flights_found.wait(), 2)
    if not weather_is_up:
        raise ToolError("Error executing tool 'get_weather': 503 Service Unavailable")
    return "sunny"


async def book_table():
    if not weather_is_up:  # the restaurant answers late
        await asyncio.wait_for(turn_failed.wait(), 2)
    ran.append("book_table")
    print("[tool] call_4 book_table: booked, confirmation R-%d" % ran.count("book_table"), flush=True)
    return "booked"


async def run_batch():
    return await asyncio.gather(search_flights(), search_hotels(), get_weather(), book_table())


async def main():
    global flights_found, turn_failed, weather_is_up
    flights_found, turn_failed = asyncio.Event(), asyncio.Event()
    print("[model] 4 tool calls: search_flights, search_hotels, get_weather, book_table", flush=True)
    try:
        results = await run_batch()
    except ToolError:
        logging.exception("tool batch failed, 0 of 4 results kept, telling the model to try again")
        turn_failed.set()
        weather_is_up = True
        print("[model] the same 4 tool calls again", flush=True)
        results = await run_batch()
    print("[agent] %d results, tools that ran: %s" % (len(results), ", ".join(ran)), flush=True)
    assert len(ran) == len(set(ran)), (
        "one failed tool call discarded 3 results: search_flights, search_hotels and book_table ran twice")


asyncio.run(main())
