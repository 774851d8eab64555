"""The model asks for 200 tool calls in one turn. The agent starts all of them at once, each with a
connection of its own, and the process runs out of file descriptors. Everything else in the process
that needs a descriptor fails too: here the agent cannot even save its memory.

The limit on descriptors is real, set with setrlimit to 64 instead of the usual 1024.
"""
import asyncio
import resource
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class SlowTool(BaseHTTPRequestHandler):
    def do_GET(self):
        self.connection.settimeout(4)
        self.connection.recv(1)             # still working when the client hangs up

    def log_message(self, *args):
        pass


def serve():
    ThreadingHTTPServer.request_queue_size = 128
    server = ThreadingHTTPServer(("127.0.0.1", 0), SlowTool)
    print(server.server_port, flush=True)
    server.serve_forever()


async def call_tool(port, page):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(b"GET /pages/%d HTTP/1.1\r\nHost: tools\r\n\r\n" % page)
        return await reader.read()
    finally:
        writer.close()


async def turn(port):
    print("agent: the model asked for 200 tool calls, running them in parallel", flush=True)
    try:
        return await asyncio.gather(*(call_tool(port, page) for page in range(200)))
    except OSError as error:
        print("agent: tool call failed: %s" % error, flush=True)
        try:
            open("memory.json", "w").close()
        except OSError as other:
            print("agent: memory was not saved: %s" % other, flush=True)
        raise


def main():
    server = subprocess.Popen([sys.executable, __file__, "server"], stdout=subprocess.PIPE, text=True)
    try:
        port = int(server.stdout.readline())
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
        asyncio.run(turn(port))
    finally:
        server.kill()
        server.wait()


if sys.argv[1:] == ["server"]:
    serve()
elif __name__ == "__main__":
    main()
