"""Shows one Telegram message that gets two replies.

The webhook runs the whole agent before it answers Telegram. The model takes longer than
Telegram's read timeout, so Telegram delivers the same update_id again, and the agent runs again.
Telegram is played by a small HTTP client; the webhook is a real HTTP server.
"""
import http.client
import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

READ_TIMEOUT = 0.5                      # Telegram waits about a minute; the order of events is the same
UPDATE = {"update_id": 870114, "message": {"chat": {"id": 42}, "text": "Book a table for two"}}

model_is_done = threading.Event()       # the model answers when the schedule below says so
replied = threading.Semaphore(0)
lock = threading.Lock()
sent = []


def log(line):
    with lock:
        print(line, flush=True)


def run_agent(update):
    log(f"[agent] run started for update_id={update['update_id']}")
    assert model_is_done.wait(4)
    with lock:
        sent.append("Done: table for two, 20:00. Confirmation A-1.")
        print(f"[telegram] sendMessage ok chat=42 message={614 + len(sent)} text={sent[-1]!r}", flush=True)
    replied.release()


class Webhook(BaseHTTPRequestHandler):
    def do_POST(self):
        update = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        log(f"[webhook] POST /telegram update_id={update['update_id']} text={update['message']['text']!r}")
        run_agent(update)               # Telegram is kept waiting for all of this
        try:
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()
        except OSError:
            pass                        # Telegram has hung up long ago

    def log_message(self, *args):
        pass


def telegram_delivers(port, update):
    """One delivery attempt. False means: Telegram keeps the update and sends it again."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=READ_TIMEOUT)
    try:
        connection.request("POST", "/telegram", json.dumps(update))
        return 200 <= connection.getresponse().status < 300
    except socket.timeout:
        log('[telegram] getWebhookInfo {"pending_update_count":1,"last_error_message":"Read timeout expired"}')
        return False
    finally:
        connection.close()


server = ThreadingHTTPServer(("127.0.0.1", 0), Webhook)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()

assert not telegram_delivers(server.server_port, UPDATE)    # the model is still thinking
model_is_done.set()
telegram_delivers(server.server_port, UPDATE)               # the retry, same update_id
for _ in range(2):
    assert replied.acquire(timeout=4)
server.shutdown()
assert len(sent) == 1, f"Telegram update_id 870114 was answered {len(sent)} times"
