"""An agent keeps its history, its options and its results in module globals. One thread, one event
loop, and still two requests destroy each other at every await.

1. Request 2 writes its question between the tool call and the tool result of request 1. The model
   API refuses both, and every request after them. Request 1 also gets the instructions of request 2.
2. Request 5 collects results while request 4 sends its own: both work on the same dict.
"""
import asyncio

HISTORY = []
OPTIONS = {"instructions": "Be helpful."}
RESULTS = {}


class BadRequestError(Exception):
    pass


async def complete(request, messages, options):
    """Stands in for the model API, with the check on tool calls that the real ones make."""
    print("%s: model called with %d messages, instructions=%r" % (request, len(messages), options["instructions"]))
    await asyncio.sleep(0)
    for message, following in zip(messages, messages[1:] + [{}]):
        if "tool_call" in message and following.get("tool_call_id") != message["tool_call"]:
            raise BadRequestError(
                "Error code: 400 - An assistant message with 'tool_calls' must be followed by tool messages "
                "responding to each 'tool_call_id'. The following tool_call_ids did not have response "
                "messages: %s" % message["tool_call"])
    if messages[-1]["role"] == "user":
        return {"role": "assistant", "tool_call": "call_of_%s" % request}
    return {"role": "assistant", "content": "done"}


async def answer(request, text, instructions, tool):
    OPTIONS["instructions"] = instructions
    HISTORY.append({"role": "user", "content": text})
    try:
        while True:
            message = await complete(request, HISTORY, OPTIONS)
            HISTORY.append(message)
            if "tool_call" not in message:
                return message["content"]
            HISTORY.append({"role": "tool", "tool_call_id": message["tool_call"], "content": await tool()})
    except BadRequestError as error:
        print("%s: openai.BadRequestError: %s" % (request, error))


async def collect_and_send(request, sources, send):
    for source in sources:
        RESULTS[source] = "text of %s for %s" % (source, request)
    for source, text in RESULTS.items():
        await send("%s <- %s" % (request, text))


async def main():
    in_tool, go_on = asyncio.Event(), asyncio.Event()

    async def slow_tool():
        in_tool.set()
        await asyncio.wait_for(go_on.wait(), 4)
        return "21 degrees"

    async def quick_tool():
        return "quick"

    first = asyncio.create_task(answer("request-1", "Weather?", "Answer in English.", slow_tool))
    await asyncio.wait_for(in_tool.wait(), 4)
    await answer("request-2", "Wetter?", "Antworte auf Deutsch.", quick_tool)
    go_on.set()
    await first
    await answer("request-3", "Hello, am I alone?", "Be brief.", quick_tool)

    sending, resume = asyncio.Event(), asyncio.Event()

    async def slow_client(line):
        print(line)
        sending.set()
        await asyncio.wait_for(resume.wait(), 4)

    async def quick_client(line):
        print(line)

    fourth = asyncio.create_task(collect_and_send("request-4", ["wiki"], slow_client))
    await asyncio.wait_for(sending.wait(), 4)
    await collect_and_send("request-5", ["news"], quick_client)
    resume.set()
    await fourth


if __name__ == "__main__":
    asyncio.run(main())
