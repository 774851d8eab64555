"""An agent server gives each session a thread of its own, and each thread waits for the model.
Forty sessions come, the process may have about a dozen threads. Sessions are cut off, and so is the
health check, so an orchestrator would now restart the server and end the sessions that still work.

The limit is real: setrlimit bounds the address space, and every thread needs a stack in it.
"""
import http.client
import resource
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STACK = 64 << 20
model_answers = threading.Event()


def room_for_threads(count):
    with open("/proc/self/statm") as statm:
        now = int(statm.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + count * STACK + (32 << 20), resource.RLIM_INFINITY))


class Agent(BaseHTTPRequestHandler):
    def do_POST(self):
        model_answers.wait(4)               # the model takes its time

    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        pass


class AgentServer(ThreadingHTTPServer):     # one thread for each request, without a limit
    request_queue_size, refused = 64, 0

    def handle_error(self, request, client_address):
        self.refused += 1
        if self.refused == 1:
            print("agent: sessions alive: %d" % (threading.active_count() - 2), file=sys.stderr)
            super().handle_error(request, client_address)


def main():
    threading.stack_size(STACK)
    server = AgentServer(("127.0.0.1", 0), Agent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    room_for_threads(12)
    sessions = [socket.create_connection(server.server_address) for _ in range(40)]
    for session in sessions:
        session.sendall(b"POST /chat HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
    health = http.client.HTTPConnection(*server.server_address, timeout=4)
    health.request("GET", "/health")
    try:
        health.getresponse()
    except OSError as error:
        print("health check: %s" % error, flush=True)
        raise SystemExit("orchestrator: liveness probe failed, %d of 40 sessions had been refused" % (server.refused - 1))


main()
