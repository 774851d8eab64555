"""A chat agent with a queue of eight places, and a spike of twelve messages while the model is slow.

The webhook runs in a thread and hands each message to the agent's event loop. It answers 200 before it
knows whether there was a place in the queue. Three messages vanish. The senders have their receipt.
"""
import asyncio
import http.client
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

model_answers = threading.Event()


class Webhook(BaseHTTPRequestHandler):
    def do_POST(self):
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        loop.call_soon_threadsafe(inbox.put_nowait, message)    # nobody sees what becomes of it
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        pass


def post(message):
    connection = http.client.HTTPConnection(*server.server_address, timeout=4)
    connection.request("POST", "/messages", json.dumps(message))
    status = connection.getresponse().status
    connection.close()
    return status


def spike():
    receipts = [number for number in range(1, 13) if post({"id": number}) == 200]
    model_answers.set()
    return receipts


async def agent(handled):
    while True:
        message = await inbox.get()
        await loop.run_in_executor(None, model_answers.wait, 4)
        handled.append(message["id"])
        inbox.task_done()


async def main():
    global inbox, loop, server
    loop, inbox, handled = asyncio.get_running_loop(), asyncio.Queue(maxsize=8), []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Webhook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    worker = asyncio.ensure_future(agent(handled))
    receipts = await loop.run_in_executor(None, spike)
    await inbox.join()
    worker.cancel()
    server.shutdown()
    lost = sorted(set(receipts) - set(handled))
    assert not lost, "%d messages were answered with 200 OK, %d handled, lost without an answer: %s" % (
        len(receipts), len(handled), lost)


asyncio.run(main())
