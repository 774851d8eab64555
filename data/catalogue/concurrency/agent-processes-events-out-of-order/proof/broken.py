"""Two webhooks of one conversation, handled in the wrong order. A third comes before its predecessor.

The receiver answers 202 and handles each event in a thread of its own. Event 1 needs a slow step (a
voice message is transcribed), event 2 does not, so event 2 is applied first. It is real HTTP and a real
database; only the slow step is steered by an event, so that it is late every time.
"""
import json
import sqlite3
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

DB = "shop.db"
second_applied = threading.Event()
done = threading.Semaphore(0)
applied = []


def handle(event):
    text = event["text"]
    if text is None:
        assert second_applied.wait(3)
        text = "Cancel my order"  # the transcription
    status = "cancelled" if text.startswith("Cancel") else "confirmed"
    with sqlite3.connect(DB) as db:
        changed = db.execute("UPDATE orders SET status = ? WHERE id = ?", (status, event["order"])).rowcount
    if changed:
        applied.append(event["number"])
        print("[agent] event %(number)s handled: order %(order)s -> " % event + status, flush=True)
    else:
        print("[agent] event %(number)s dropped: order %(order)s not found" % event, flush=True)
    if event["number"] == 2:
        second_applied.set()


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        print("[webhook] event %(number)s received: %(type)s, order %(order)s" % event, flush=True)
        self.send_response(202)
        self.end_headers()
        self.wfile.flush()
        self.connection.shutdown(2)  # the sender need not wait
        handle(event)
        done.release()

    def log_message(self, *args):
        pass


def send(url, **event):
    urllib.request.urlopen(urllib.request.Request(url, json.dumps(event).encode()), timeout=3).read()


with sqlite3.connect(DB) as db:
    db.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, status TEXT)")
    db.execute("INSERT INTO orders VALUES (17, 'confirmed')")
server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
url = "http://127.0.0.1:%d/" % server.server_port

send(url, number=1, type="message.voice", order=17, text=None)
send(url, number=2, type="message.text", order=17, text="No, wait! Keep it")
send(url, number=4, type="order.updated", order=18, text="Address is complete")  # event 3, order.created, is late
for _ in range(3):
    assert done.acquire(timeout=4)
server.shutdown()
server.server_close()
status, = sqlite3.connect(DB).execute("SELECT status FROM orders WHERE id = 17").fetchone()
print("[agent] order 17 is %s, the customer's last word was: keep it" % status, flush=True)
assert applied == sorted(applied), "event 1 was applied after event 2, order 17 is %s" % status
