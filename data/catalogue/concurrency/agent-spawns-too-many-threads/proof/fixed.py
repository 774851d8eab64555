"""The same burst of sessions under the same limit on threads, and nobody is cut off without an answer.

One bounded pool for the process; a deadline that also ends the thread; sessions that wait without
a thread; and a health check that does not queue behind them.
"""
import http.client
import resource
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# region: bounded-pool
from concurrent.futures import ThreadPoolExecutor


class Busy(Exception):
    """Come back later."""


class BoundedPool:
    """One for the process, made at start. `threads` calls run, `waiting` more may wait."""

    def __init__(self, threads, waiting):
        self._executor = ThreadPoolExecutor(threads)
        self._places = threading.Semaphore(threads + waiting)

    def submit(self, work, *args):
        if not self._places.acquire(blocking=False):
            raise Busy
        future = self._executor.submit(work, *args)
        future.add_done_callback(lambda _: self._places.release())
        return future
# endregion


# region: server-with-pool
class AgentServer(ThreadingHTTPServer):
    """A session gets a thread of the pool, or an honest 503, but never a new thread."""
    request_queue_size = 64

    def __init__(self, address, handler, sessions):
        super().__init__(address, handler)
        self._sessions = sessions

    def process_request(self, request, client_address):
        try:
            self._sessions.submit(self.process_request_thread, request, client_address)
        except Busy:
            request.sendall(b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\n"
                            b"Content-Length: 0\r\nConnection: close\r\n\r\n")
            self.shutdown_request(request)
# endregion


# region: deadline-in-the-call
def ask_model(address, question, seconds):
    """The socket gives up, so the thread that called this is free again."""
    connection = http.client.HTTPConnection(*address, timeout=seconds)
    try:
        connection.request("POST", "/v1/messages", question)
        return connection.getresponse().read()
    finally:
        connection.close()
# endregion


# region: wait-without-a-thread
import asyncio


async def session(reader, writer, ask):
    """A waiting session is an entry in the event loop, a few kilobytes instead of a stack."""
    try:
        question = await reader.readline()
        writer.write(await ask(question))
        await writer.drain()
    finally:
        writer.close()
# endregion


# region: health-has-its-own-thread
from http.server import HTTPServer


def serve_health(address, handler):
    """Start it first, on a port of its own. It says that the process lives, not that it is idle."""
    server = HTTPServer(address, handler)   # no thread per request: this one thread answers
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address
# endregion


STACK = 64 << 20
model_answers, four_started = threading.Event(), threading.Barrier(5)


def room_for_threads(count):
    with open("/proc/self/statm") as statm:
        now = int(statm.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + count * STACK + (32 << 20), resource.RLIM_INFINITY))


class Agent(BaseHTTPRequestHandler):
    def do_POST(self):
        if not model_answers.is_set():
            four_started.wait(4)
        assert model_answers.wait(4)
        self.do_GET()

    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        pass



def status(connection):
    return int(connection.recv(99).split()[1])


def check_burst(health):
    server = AgentServer(("127.0.0.1", 0), Agent, BoundedPool(threads=4, waiting=30))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sessions = [socket.create_connection(server.server_address, timeout=4) for _ in range(40)]
    for one in sessions:
        one.sendall(b"POST /chat HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
    four_started.wait(4)
    refused = sessions[34:]                 # they came when 4 were running and 30 were waiting
    assert [status(one) for one in refused] == [503] * 6
    probe = http.client.HTTPConnection(*health, timeout=4)
    probe.request("GET", "/health")
    assert probe.getresponse().status == 200, "the health check waits behind the sessions"
    model_answers.set()
    assert [status(one) for one in sessions[:34]] == [200] * 34
    server.shutdown()


def check_deadline():
    silent = socket.create_server(("127.0.0.1", 0), backlog=64)      # accepts, never answers
    pool = BoundedPool(threads=4, waiting=30)
    try:
        calls = [pool.submit(ask_model, silent.getsockname(), "?", 0.05) for _ in range(30)]
        assert all(isinstance(call.exception(4), socket.timeout) for call in calls)
        for _ in range(40):                 # every thread and every place is free again
            assert pool.submit(lambda: "free").result(4) == "free"
    finally:
        silent.close()


async def check_coroutines():
    before, waiting, all_wait = threading.active_count(), [], asyncio.Event()

    async def ask(question):
        waiting.append(question)
        if len(waiting) == 100:             # nobody is answered before all of them wait
            all_wait.set()
        await asyncio.wait_for(all_wait.wait(), 4)
        return b"answer to " + question

    async def client(number):
        reader, writer = await asyncio.open_connection(*address)
        writer.write(b"%d\n" % number)
        answer = await reader.readline()
        writer.close()
        return answer

    server = await asyncio.start_server(lambda r, w: session(r, w, ask), "127.0.0.1", 0, backlog=128)
    address = server.sockets[0].getsockname()
    answers = await asyncio.gather(*(client(number) for number in range(100)))
    assert answers == [b"answer to %d\n" % number for number in range(100)]
    assert threading.active_count() <= before
    server.close()


def main():
    threading.stack_size(STACK)
    health = serve_health(("127.0.0.1", 0), Agent)
    room_for_threads(12)
    check_burst(health)
    check_deadline()
    asyncio.run(check_coroutines())
    print("40 sessions with 4 threads: 34 answered, 6 told to come back; 30 silent models left no thread;"
          " 100 sessions waited in one thread")


main()
