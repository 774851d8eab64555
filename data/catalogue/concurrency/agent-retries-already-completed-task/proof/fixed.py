"""Shows that a payment happens once, although its answer is lost and the agent tries again.

The same late answer as in broken.py, met in three ways: one key per effect that the service
remembers; a journal of finished steps; looking before sending again.
"""
import http.client
import socket
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# region: one-key-per-effect
import hashlib
import json


def effect_key(task_id, tool, args):
    """Equal for every attempt at the same effect. A tool_call_id is not: each new plan gets a new one."""
    return hashlib.sha256(json.dumps([task_id, tool, args], sort_keys=True).encode()).hexdigest()


def pay_with_retries(post, task_id, args, attempts=3):
    key = effect_key(task_id, "create_payment", args)
    for attempt in range(1, attempts + 1):
        try:
            return post(args, {"Idempotency-Key": key})
        except OSError:                         # time-out, reset, refused: the key makes all of them safe
            if attempt == attempts:
                raise
# endregion


# region: service-remembers
import sqlite3


def pay(db, key, body):
    """Money and receipt are one transaction. The same key gets the first answer again."""
    request = json.dumps(body, sort_keys=True)
    db.execute("BEGIN IMMEDIATE")
    try:
        seen = db.execute("SELECT request, answer FROM receipts WHERE key = ?", (key,)).fetchone()
        if seen and seen[0] != request:
            raise ValueError("this key was used with other parameters")
        if seen:
            answer = json.loads(seen[1])
        else:
            row = db.execute("INSERT INTO payments (ref) VALUES (?)", (body["order"],)).lastrowid
            answer = {"payment": f"pay_{row}"}
            db.execute("INSERT INTO receipts VALUES (?, ?, ?)", (key, request, json.dumps(answer)))
        db.execute("COMMIT")
        return answer
    except BaseException:
        db.execute("ROLLBACK")
        raise
# endregion


class OutcomeUnknown(Exception):
    """It may have happened. A person or a later look-up decides, not a retry."""


# region: journal
def run_step(db, task_id, step, effect):
    """A finished step is read, not run. A started step is not run again blindly."""
    started = db.execute("INSERT OR IGNORE INTO steps (task_id, step) VALUES (?, ?)", (task_id, step)).rowcount
    if not started:
        (result,) = db.execute("SELECT result FROM steps WHERE task_id = ? AND step = ?", (task_id, step)).fetchone()
        if result is None:
            raise OutcomeUnknown(f"{task_id}/{step} was started earlier and never reported back")
        return json.loads(result)
    result = effect()
    db.execute("UPDATE steps SET result = ? WHERE task_id = ? AND step = ?", (json.dumps(result), task_id, step))
    return result
# endregion


# region: look-first
def send_once(send, find):
    """For services without keys: send with a reference of your own, and search for it when unsure."""
    try:
        return send()
    except ConnectionRefusedError:
        raise                                   # nothing was sent: safe to try again
    except OSError as error:                    # time-out or reset: it may have happened
        found = find()
        if found is None:
            raise OutcomeUnknown("sent, not confirmed, not found") from error
        return found
# endregion


def open_db():
    db = sqlite3.connect("service.db", timeout=10, isolation_level=None)
    db.execute("CREATE TABLE IF NOT EXISTS payments (id INTEGER PRIMARY KEY, ref TEXT)")
    db.execute("CREATE TABLE IF NOT EXISTS receipts (key TEXT PRIMARY KEY, request TEXT, answer TEXT)")
    db.execute("CREATE TABLE IF NOT EXISTS steps (task_id TEXT, step TEXT, result TEXT, PRIMARY KEY (task_id, step))")
    return db


answer_is_late = threading.Event()
committed, client_gave_up = threading.Event(), threading.Event()


class PaymentService(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        db = open_db()
        # Without a key every request is a new payment, as in broken.py.
        answer = pay(db, self.headers.get("Idempotency-Key") or str(id(self)) + str(self.client_address), body)
        db.close()
        committed.set()
        if answer_is_late.is_set():
            answer_is_late.clear()
            assert client_gave_up.wait(4)
        self.reply(answer)

    def do_GET(self):
        ref = urllib.parse.unquote(self.path.rpartition("=")[2])
        db = open_db()
        row = db.execute("SELECT id FROM payments WHERE ref = ?", (ref,)).fetchone()
        db.close()
        self.reply({"payment": f"pay_{row[0]}"} if row else None)

    def reply(self, answer):
        data = json.dumps(answer).encode()
        try:
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
        except OSError:
            pass

    def log_message(self, *args):
        pass


def http_call(method, path, body=None, headers={}):
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=0.5)
    try:
        connection.request(method, path, json.dumps(body), headers)
        return json.loads(connection.getresponse().read())
    except socket.timeout:
        assert committed.wait(4)                # force the worst case: it did happen
        client_gave_up.set()
        raise
    finally:
        connection.close()


def post(body, headers={}):
    return http_call("POST", "/payments", body, headers)


def next_answer_is_late():
    committed.clear(), client_gave_up.clear(), answer_is_late.set()


def charges(ref):
    return db.execute("SELECT COUNT(*) FROM payments WHERE ref = ?", (ref,)).fetchone()[0]


server = ThreadingHTTPServer(("127.0.0.1", 0), PaymentService)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
db = open_db()

# 1. The retry carries the key of the first attempt.
next_answer_is_late()
receipt = pay_with_retries(post, "task-1", {"order": "A-17", "cents": 4900})
assert client_gave_up.is_set() and charges("A-17") == 1 and receipt == {"payment": "pay_1"}, receipt
try:
    pay(db, effect_key("task-1", "create_payment", {"order": "A-17", "cents": 4900}), {"order": "A-17", "cents": 1})
    raise SystemExit("a key was accepted for another amount")
except ValueError:
    pass

# 2. The whole run is repeated after the payment succeeded: the model failed one step later.
for attempt in (1, 2):
    try:
        run_step(db, "task-2", "pay", lambda: post({"order": "B-1", "cents": 100}))
        if attempt == 1:
            raise ConnectionError("model answered 500")
    except ConnectionError:
        pass
assert charges("B-1") == 1, charges("B-1")
next_answer_is_late()
outcomes = []
for attempt in (1, 2):                          # the answer is lost: the second run must not pay
    try:
        run_step(db, "task-3", "pay", lambda: post({"order": "B-2", "cents": 100}))
    except (socket.timeout, OutcomeUnknown) as error:
        outcomes.append(type(error))
assert outcomes[1] is OutcomeUnknown and charges("B-2") == 1, (outcomes, charges("B-2"))

# 3. A service without keys: look, do not send again.
next_answer_is_late()
found = send_once(lambda: post({"order": "C-9", "cents": 700}), lambda: http_call("GET", "/payments?ref=C-9"))
assert charges("C-9") == 1 and found == {"payment": f"pay_{db.execute('SELECT max(id) FROM payments').fetchone()[0]}"}


def unsure():
    raise ConnectionResetError


try:
    send_once(unsure, lambda: None)
    raise SystemExit("an unknown outcome was taken for a result")
except OutcomeUnknown:
    pass

server.shutdown()
print("one payment per order, although answers were lost and runs repeated (key, journal, look first)")
