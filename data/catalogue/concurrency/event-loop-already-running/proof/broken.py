"""A tool with a synchronous wrapper works in a script and fails inside a server.

The same wrapper is called three times. In the script no loop runs, so it works. Inside the
request handler a loop runs already. There the variant with asyncio.run() is turned into a tool
result by the agent framework, so the model reads an error as if it were data. The variant with
run_until_complete() ends the request with a traceback.
"""
import asyncio


async def fetch_weather(city):
    await asyncio.sleep(0)
    return "%s: 7 degrees" % city


def weather_tool(city):
    """What many SDKs call run_sync()."""
    return asyncio.get_event_loop().run_until_complete(fetch_weather(city))


def weather_tool_with_run(city):
    return asyncio.run(fetch_weather(city))


def call_tool(tool, **args):
    """Like many agent frameworks: an exception becomes the text of the tool result."""
    try:
        return tool(**args)
    except Exception as error:
        return "Error executing MCP tool weather: %s" % error


async def handle_request():
    print("server: POST /agent, tool call weather(city='Oslo')", flush=True)
    print("agent:  tool result:", call_tool(weather_tool_with_run, city="Oslo"), flush=True)
    print("server: second attempt, without the catch-all", flush=True)
    return weather_tool("Oslo")


def main():
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    print("script: tool result:", weather_tool("Oslo"), flush=True)
    loop.run_until_complete(handle_request())


main()
