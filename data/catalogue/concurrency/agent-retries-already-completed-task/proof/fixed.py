"""Shows that a payment happens once, although its answer is lost and the agent tries again.

The same late answer as in broken.py, met in three ways: one key per effect that the service
remembers; a journal of finished steps; looking before sending again.
"""
import http.client
import socket
import threading
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
    name = f"{task_id}/{step}"
    if db.execute("INSERT OR IGNORE INTO steps (name) VALUES (?)", (name,)).rowcount == 0:
        (result,) = db.execute("SELECT result FROM steps WHERE name = ?", (name,)).fetchone()
        if result is None:
            raise OutcomeUnknown(f"{name} was started earlier and never reported back")
        return json.loads(result)
    result = effect()
    db.execute("UPDATE steps SET result = ? WHERE name = ?", (json.dumps(result), name))
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
        if not found:
            raise OutcomeUnknown("sent, not confirmed, not found") from error
        return found
# endregion


def open_db():
    db = sqlite3.connect("service.db", timeout=10, isolation_level=None)
    for table in ("payments (id INTEGER PRIMARY KEY, ref TEXT)", "steps (name TEXT PRIMARY KEY, result TEXT)",
                  "receipts (key TEXT PRIMARY KEY, request TEXT, answer TEXT)"):
        db.execute("CREATE TABLE IF NOT EXISTS " + table)
    return db


lose_next_answer, committed = threading.Event(), threading.Event()


class PaymentService(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        lose, db = lose_next_answer.is_set(), open_db()
        lose_next_answer.clear()
        # A request without a key is a new payment every time, as in broken.py.
        answer = json.dumps(pay(db, self.headers["Idempotency-Key"] or f"none-{self.client_address}", body)).encode()
        db.close()
        committed.set()
        if lose:
            self.connection.recv(1)             # no answer until the client hangs up
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args):
        pass


def post(body, headers={}):
    committed.clear()
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=0.5)
    try:
        connection.request("POST", "/payments", json.dumps(body), headers)
        return json.loads(connection.getresponse().read())
    except socket.timeout:
        assert committed.wait(4)                # force the worst case: it did happen
        raise
    finally:
        connection.close()


def payments_of(ref):
    return [f"pay_{row[0]}" for row in db.execute("SELECT id FROM payments WHERE ref = ?", (ref,))]


server = ThreadingHTTPServer(("127.0.0.1", 0), PaymentService)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
db = open_db()

# 1. The answer is lost. The retry carries the key of the first attempt.
lose_next_answer.set()
receipt = pay_with_retries(post, "task-1", {"order": "A-17", "cents": 4900})
assert not lose_next_answer.is_set() and payments_of("A-17") == [receipt["payment"]], payments_of("A-17")
try:
    pay(db, effect_key("task-1", "create_payment", {"order": "A-17", "cents": 4900}), {"order": "A-17", "cents": 1})
    raise SystemExit("a key was accepted for another amount")
except ValueError:
    pass


class WorstMoment:
    """A connection on which another attempt with the same key runs after the look and before the write."""

    def execute(self, sql, *args):
        result = db.execute(sql, *args)
        if sql.startswith("SELECT"):
            other.start()
            other.join(0.3)                     # with a transaction it has to wait, so this runs out
        return result


def pay_too():
    mine = open_db()
    answers.append(pay(mine, "one-key", {"order": "A-18"}))
    mine.close()


answers, other = [], threading.Thread(target=pay_too)
answers.append(pay(WorstMoment(), "one-key", {"order": "A-18"}))
other.join(4)
assert len(answers) == 2 and answers[0] == answers[1] and len(payments_of("A-18")) == 1, (answers, payments_of("A-18"))

# 2. The run is repeated: once because the model failed after the payment, once because the answer was lost.
for _ in range(2):
    receipt = run_step(db, "task-2", "pay", lambda: post({"order": "B-1", "cents": 100}))
assert payments_of("B-1") == [receipt["payment"]], payments_of("B-1")
lose_next_answer.set()
outcomes = []
for _ in range(2):
    try:
        run_step(db, "task-3", "pay", lambda: post({"order": "B-2", "cents": 100}))
    except (socket.timeout, OutcomeUnknown) as error:
        outcomes.append(type(error))
assert outcomes == [socket.timeout, OutcomeUnknown] and len(payments_of("B-2")) == 1, (outcomes, payments_of("B-2"))

# 3. A service without keys: look, do not send again. Not found means unknown, not "did not happen".
lose_next_answer.set()
found = send_once(lambda: post({"order": "C-9", "cents": 700}), lambda: payments_of("C-9"))
assert found == payments_of("C-9") and len(found) == 1, found
lose_next_answer.set()
try:
    send_once(lambda: post({"order": "C-10", "cents": 700}), lambda: [])
    raise SystemExit("an unknown outcome was taken for a result")
except OutcomeUnknown:
    pass

server.shutdown()
print("one payment per order, although answers were lost and runs repeated (key, journal, look first)")
