"""Shows an agent that pays an order twice because the answer to the first payment came too late.

The payment service commits, then its answer is slow. The tool call times out, the retry helper takes
that for "it did not happen" and sends the same payment again. Service and client talk real HTTP.
"""
import http.client
import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

payments = []
lock = threading.Lock()
first_committed = threading.Event()


class PaymentService(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with lock:
            payments.append(f"pay_{len(payments) + 1}")
            payment = payments[-1]
            print(f"[payments] POST /payments order={body['order']} committed {payment}", flush=True)
        if payment == "pay_1":
            first_committed.set()
            self.connection.recv(1)             # the money has moved; no answer until the client hangs up
        answer = json.dumps({"payment": payment}).encode()
        try:
            self.send_response(201)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)
        except OSError:
            pass                                # nobody is listening any more

    def log_message(self, *args):
        pass


def create_payment(order, cents):
    """The tool."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=0.5)
    try:
        connection.request("POST", "/payments", json.dumps({"order": order, "cents": cents}))
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()


def with_retries(tool, attempts=3, **args):
    """The helper that every agent framework has in some form."""
    for attempt in range(1, attempts + 1):
        try:
            print(f"[agent] {tool.__name__} {args} attempt {attempt}/{attempts}", flush=True)
            return tool(**args)
        except socket.timeout as error:
            assert first_committed.wait(4)
            print(f"[agent] WARNING attempt {attempt}/{attempts} failed: {error!r}, retrying", flush=True)
    raise TimeoutError("no attempts left")


server = ThreadingHTTPServer(("127.0.0.1", 0), PaymentService)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()

result = with_retries(create_payment, order="A-17", cents=4900)
print(f"[agent] task completed: order A-17 is paid, receipt {result['payment']}", flush=True)
server.shutdown()
assert len(payments) == 1, f"order A-17 was charged {len(payments)} times: {', '.join(payments)}"
