"""The same spike into the same small queue, and every message is handled once or its sender is told.

A webhook that answers what really happened; a sender that keeps the message until it is accepted; an
inbox on disk; and, for progress events only, the newest value of each key and a count of the rest.
"""
import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# region: say-whether-it-is-queued
import asyncio


class Inbox:
    """Between the threads of a channel and the agent's loop. Make it in the loop."""

    def __init__(self, places, patience):
        self.queue, self._patience = asyncio.Queue(places), patience
        self._loop = asyncio.get_running_loop()

    def offer(self, message):
        """Call it in another thread. False: it is not in the queue and never will be."""
        return asyncio.run_coroutine_threadsafe(self._put(message), self._loop).result()

    async def _put(self, message):
        try:
            await asyncio.wait_for(self.queue.put(message), self._patience)
            return True
        except asyncio.TimeoutError:
            return False
# endregion


# region: answer-the-sender
import json


class Webhook(BaseHTTPRequestHandler):
    def do_POST(self):
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.inbox.offer(message):
            self.send_response(202)
        else:
            self.send_response(503)
            self.send_header("Retry-After", "5")
        self.send_header("Content-Length", "0")
        self.end_headers()
# endregion

    def log_message(self, *args):
        pass


# region: sender-keeps-it
import random
import time


class NotDelivered(Exception):
    """Show it to the user. The message is still ours."""


def send(post, message, attempts=6, wait=time.sleep):
    """The message has an id, so that a repeated one can be recognised."""
    for _ in range(attempts):
        status, retry_after = post(message)
        if status == 202:
            return
        if status not in (429, 503):
            raise NotDelivered("%s: status %d" % (message["id"], status))
        wait(retry_after * random.uniform(1, 2))    # not all at the same moment
    raise NotDelivered("%s: still busy after %d attempts" % (message["id"], attempts))
# endregion


# region: inbox-on-disk
import sqlite3


class DiskInbox:
    """Answer 202 when add() has returned True. A spike costs disk, and a restart loses nothing."""

    def __init__(self, path, limit):
        self._db, self._limit = sqlite3.connect(path, timeout=10, isolation_level=None), limit
        self._db.execute("CREATE TABLE IF NOT EXISTS inbox"
                         " (seq INTEGER PRIMARY KEY, id TEXT UNIQUE, body TEXT, done INTEGER DEFAULT 0)")

    def add(self, message):
        self._db.execute("INSERT OR IGNORE INTO inbox (id, body) SELECT ?, ? WHERE"
                         " (SELECT count(*) FROM inbox WHERE done = 0) < ?",
                         (message["id"], json.dumps(message), self._limit))
        return bool(self._db.execute("SELECT 1 FROM inbox WHERE id = ?", (message["id"],)).fetchone())

    def work_off(self, handle):
        while True:
            row = self._db.execute("SELECT seq, body FROM inbox WHERE done = 0 ORDER BY seq").fetchone()
            if row is None:
                return
            handle(json.loads(row[1]))
            self._db.execute("UPDATE inbox SET done = 1 WHERE seq = ?", (row[0],))
# endregion


# region: newest-per-key
class Progress:
    """For events that the next one makes obsolete. Not for messages, tasks or results."""

    def __init__(self):
        self._newest, self._lock, self.skipped = {}, threading.Lock(), 0

    def put(self, key, value):
        with self._lock:
            self.skipped += key in self._newest
            self._newest[key] = value

    def take(self):
        with self._lock:
            newest, self._newest = self._newest, {}
            return newest
# endregion


model_answers, refused = threading.Event(), []


def post(server, message):
    connection = http.client.HTTPConnection(*server.server_address, timeout=4)
    connection.request("POST", "/messages", json.dumps(message))
    answer = connection.getresponse()
    connection.close()
    if answer.status == 503:
        refused.append(message["id"])
    return answer.status, int(answer.headers.get("Retry-After", 0))


async def check_spike():
    loop, handled, inbox = asyncio.get_running_loop(), [], Inbox(places=8, patience=0.05)

    async def agent():
        while True:
            message = await inbox.queue.get()
            await loop.run_in_executor(None, model_answers.wait, 4)
            handled.append(message["id"])
            inbox.queue.task_done()

    def spike():
        for number in range(1, 13):
            send(lambda message: post(server, message), {"id": number}, wait=later)

    def later(seconds):
        assert 5 <= seconds <= 10
        model_answers.set()                 # time passes, and the model answers
        asyncio.run_coroutine_threadsafe(inbox.queue.join(), loop).result(4)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Webhook)
    server.inbox = inbox
    threading.Thread(target=server.serve_forever, daemon=True).start()
    worker = asyncio.ensure_future(agent())
    await loop.run_in_executor(None, spike)
    await inbox.queue.join()
    worker.cancel()
    server.shutdown()
    assert refused == [10], refused         # one with the model, eight in the queue: the tenth is told
    assert handled == list(range(1, 13)), handled


def check_sender():
    calls = []
    for status, text in ((503, "still busy after 6 attempts"), (400, "status 400")):
        try:
            send(lambda message: (status, 1), {"id": "m1"}, wait=calls.append)
            raise SystemExit("a message that was never accepted was taken for sent")
        except NotDelivered as error:
            assert text in str(error)
    assert len(calls) == len(set(calls)) == 6, "all come back in the same moment"


def check_disk():
    spike = [{"id": "m%d" % number} for number in range(50)]
    assert all(DiskInbox("inbox.db", limit=50).add(message) for message in spike)
    after_restart, handled = DiskInbox("inbox.db", limit=50), []
    assert not after_restart.add({"id": "one too many"})
    after_restart.work_off(lambda message: handled.append(message))
    assert after_restart.add(spike[7])      # repeated by its sender: accepted, not done again
    after_restart.work_off(lambda message: handled.append(message))
    assert handled == spike and after_restart.add({"id": "later"})


def check_progress():
    progress = Progress()
    for step in range(1000):
        progress.put("search", "running %d" % step)
    progress.put("search", "done")
    progress.put("mail", "failed")
    assert progress.take() == {"search": "done", "mail": "failed"} and progress.skipped == 1000
    assert progress.take() == {}


asyncio.run(check_spike())
check_sender()
check_disk()
check_progress()
print("12 messages, 8 places: 1 told to come back, 12 handled; 50 on disk after a restart; progress ends with done")
