"""Shows one reply for one Telegram message, although Telegram delivers the update twice.

The same slow model and the same repeated delivery as in broken.py, met in three ways:
save the update and answer at once; claim the update_id before working; long polling.
"""
import http.client
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# region: save-then-answer
import json
import sqlite3


def open_inbox(path="inbox.db"):
    db = sqlite3.connect(path, timeout=10, isolation_level=None)
    db.execute("CREATE TABLE IF NOT EXISTS inbox (seq INTEGER PRIMARY KEY, update_id INTEGER UNIQUE,"
               " body TEXT NOT NULL, done INTEGER NOT NULL DEFAULT 0)")
    return db


def receive(db, body):
    """The whole webhook. When this returns, the update is on disk: answer 200 now."""
    db.execute("INSERT OR IGNORE INTO inbox (update_id, body) VALUES (?, ?)",
               (json.loads(body)["update_id"], body))


def work_off(db, answer):
    """Runs in one worker, outside the webhook. It may take as long as it likes."""
    for seq, body in db.execute("SELECT seq, body FROM inbox WHERE done = 0 ORDER BY seq").fetchall():
        answer(json.loads(body))
        db.execute("UPDATE inbox SET done = 1 WHERE seq = ?", (seq,))
# endregion


# region: claim-first
def handle_once(db, update, answer):
    """For hosts that stop after the response. Call it, then answer 200."""
    db.execute("CREATE TABLE IF NOT EXISTS claims (update_id INTEGER PRIMARY KEY)")
    key = (update["update_id"],)
    if db.execute("INSERT OR IGNORE INTO claims VALUES (?)", key).rowcount == 0:
        return False                    # another delivery of this update is at work, or has finished
    try:
        answer(update)
    except Exception:
        db.execute("DELETE FROM claims WHERE update_id = ?", key)   # let Telegram's retry have it
        raise
    return True
# endregion


# region: long-polling
def poll_once(api, answer, offset=None):
    """Telegram waits for us, not the other way round. A higher offset confirms what we have done."""
    for update in api("getUpdates", offset=offset, timeout=50):
        answer(update)
        offset = update["update_id"] + 1
    return offset
# endregion


READ_TIMEOUT = 1.0
UPDATE = {"update_id": 870114, "message": {"chat": {"id": 42}, "text": "Book a table for two"}}
model_is_done = threading.Event()
started, replied = threading.Event(), threading.Event()
sent = []


def run_agent(update):
    started.set()
    assert model_is_done.wait(4)
    sent.append(update["update_id"])
    replied.set()


class Webhook(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        db = open_inbox()
        if self.path == "/inbox":
            receive(db, body)
        else:
            handle_once(db, json.loads(body), run_agent)
        db.close()
        try:
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()
        except OSError:
            pass

    def log_message(self, *args):
        pass


def telegram_delivers(path):
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=READ_TIMEOUT)
    try:
        connection.request("POST", path, json.dumps(UPDATE))
        return connection.getresponse().status == 200
    except socket.timeout:
        return False
    finally:
        connection.close()


server = ThreadingHTTPServer(("127.0.0.1", 0), Webhook)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()

# 1. The model has not answered yet. Telegram is told 200 all the same, and a repeat changes nothing.
assert telegram_delivers("/inbox"), "the webhook made Telegram wait for the model"
assert telegram_delivers("/inbox")
model_is_done.set()
inbox = open_inbox()
work_off(inbox, run_agent)
work_off(inbox, run_agent)
assert sent == [870114], sent

# 2. The first delivery times out while the model thinks. The second finds the claim taken.
for thing in (sent, started, replied, model_is_done):
    thing.clear()
assert not telegram_delivers("/claim")
assert started.wait(4)
assert telegram_delivers("/claim"), "the repeated delivery ran the agent again"
model_is_done.set()
assert replied.wait(4)
assert sent == [870114], sent


def fails(update):
    raise RuntimeError("model is down")


try:
    handle_once(inbox, {"update_id": 870115}, fails)
except RuntimeError:
    assert handle_once(inbox, {"update_id": 870115}, sent.append), "a failed run must not keep its claim"

# 3. Long polling: the update comes back until its id is confirmed, and never again after that.
sent.clear()
asked = []


def bot_api(method, offset, timeout):
    asked.append(offset)
    return [UPDATE] if offset is None or offset <= UPDATE["update_id"] else []


offset = poll_once(bot_api, run_agent)
poll_once(bot_api, run_agent, offset)
assert sent == [870114] and asked == [None, 870115], (sent, asked)

server.shutdown()
print("one Telegram update, delivered twice: one reply (saved inbox, claimed id, long polling)")
