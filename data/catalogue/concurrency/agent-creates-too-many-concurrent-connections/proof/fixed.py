"""Two hundred tool calls in one turn, with only 64 file descriptors, and all of them succeed.

A limit taken before the connection is opened; one pool that uses its connections again; workers
that take the next item when they are free; and, for tonight, a higher limit of the process.
The server answers only in groups of eight, so eight calls really are in flight at a time.
"""
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# region: limit-in-flight
import asyncio


class Downstream:
    """One object per host or database, shared by every task of the process."""

    def __init__(self, limit):
        self._slots = asyncio.Semaphore(limit)

    async def call(self, work, *args):
        async with self._slots:             # before anything is opened
            return await work(*args)
# endregion


# region: one-pool
class Pool:
    """At most `size` connections to one host, opened when needed and used again."""

    def __init__(self, host, port, size):
        self._address, self._idle, self._slots = (host, port), [], asyncio.Semaphore(size)

    async def request(self, exchange, *args):
        async with self._slots:
            reader, writer = self._take_idle() or await asyncio.open_connection(*self._address)
            try:
                result = await exchange(reader, writer, *args)
            except BaseException:           # also cancelled: an answer may still be on its way
                writer.close()
                raise
            self._idle.append((reader, writer))
            return result

    def _take_idle(self):
        while self._idle:
            reader, writer = self._idle.pop()
            if not reader.at_eof():
                return reader, writer
            writer.close()                  # the server has closed it in the meantime

    def close(self):
        while self._idle:
            self._idle.pop()[1].close()
# endregion


# region: workers-take-items
async def bounded_map(work, items, workers):
    """`workers` tasks for any number of items. The next item is taken when a worker is free."""
    todo, results = enumerate(items), {}

    async def worker():
        for index, item in todo:
            try:
                results[index] = await work(item)
            except Exception as error:      # one failure does not cost the other results
                results[index] = error

    await asyncio.gather(*(worker() for _ in range(workers)))
    return [results[index] for index in range(len(results))]
# endregion


# region: raise-fd-limit
import resource


def raise_fd_limit(wanted):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
# endregion


eight_in_flight, counts, lock = threading.Barrier(8), {"in_flight": 0, "peak": 0, "total": 0}, threading.Lock()


class Tool(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self):
        super().setup()
        with lock:
            counts["total"] += 1

    def do_GET(self):
        if self.path == "/counts":
            body = b"%d %d" % (counts["peak"], counts["total"])
            counts.update(peak=0, total=0)
        elif self.path == "/bye":
            body, self.close_connection = b"bye", True
        else:
            with lock:
                counts["in_flight"] += 1
                counts["peak"] = max(counts["peak"], counts["in_flight"])
            eight_in_flight.wait(4)
            body = self.path.encode()
            with lock:                      # before the answer, so that the next call cannot overtake it
                counts["in_flight"] -= 1
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


def serve():
    ThreadingHTTPServer.request_queue_size = 256
    server = ThreadingHTTPServer(("127.0.0.1", 0), Tool)
    server.handle_error = lambda *args: None    # some clients leave before their answer
    print(server.server_port, flush=True)
    server.serve_forever()


async def get(reader, writer, path):
    writer.write(("GET %s HTTP/1.1\r\nHost: tools\r\n\r\n" % path).encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    return (await reader.readexactly(int(head.split("content-length:")[1].split()[0]))).decode()


async def call_tool(port, path):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        return await get(reader, writer, path)
    finally:
        writer.close()


async def check(port):
    paths = ["/pages/%d" % page for page in range(200)]

    async def counted():                    # most requests at once, and connections in all
        peak, total = map(int, (await call_tool(port, "/counts")).split())
        return peak, total - 1

    async def one_of_eight(path):
        nonlocal running
        running += 1
        assert running <= 8, "more than eight are in flight"
        try:
            return await call_tool(port, path)
        finally:
            running -= 1

    tools, running = Downstream(limit=8), 0
    assert await asyncio.gather(*(tools.call(one_of_eight, path) for path in paths)) == paths
    assert await counted() == (8, 200)

    pool = Pool("127.0.0.1", port, size=8)
    assert await asyncio.gather(*(pool.request(get, path) for path in paths)) == paths
    assert await counted() == (8, 8)

    async def breaks_off(reader, writer):   # asks, and is gone before the answer
        writer.write(b"GET /counts HTTP/1.1\r\nHost: tools\r\n\r\n")
        raise TimeoutError

    pool.close()
    for _ in range(8):
        assert isinstance((await asyncio.gather(pool.request(breaks_off), return_exceptions=True))[0], TimeoutError)
    for _ in range(20):                     # the server closes it; the pool must notice
        assert await pool.request(get, "/bye") == "bye"
        await asyncio.wait_for(pool._idle[-1][0].read(), 4)
    pool.close()

    taken = []
    downloads = (taken.append(page) or page for page in range(10000))

    async def download(page):
        nonlocal running
        running += 1
        assert running <= 8 and len(taken) - page <= 8, "more was taken than can be worked on"
        await asyncio.sleep(0)
        running -= 1
        if page == 17:
            raise ConnectionResetError("page 17")
        return page

    pages = await bounded_map(download, downloads, workers=8)
    assert isinstance(pages.pop(17), ConnectionResetError) and len(pages) == 9999 and pages[17] == 18
    assert await bounded_map(lambda path: call_tool(port, path), paths, workers=8) == paths

    raise_fd_limit(512)                     # the same burst as in broken.py, without any of the above
    assert await asyncio.gather(*(call_tool(port, path) for path in paths)) == paths


def main():
    server = subprocess.Popen([sys.executable, __file__, "server"], stdout=subprocess.PIPE, text=True)
    try:
        port = int(server.stdout.readline())
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
        asyncio.run(check(port))
    finally:
        server.kill()
        server.wait()
    print("200 tool calls with 64 descriptors: 8 in flight, 8 connections in the pool, none failed")


if sys.argv[1:] == ["server"]:
    serve()
elif __name__ == "__main__":
    main()
