"""The same events, late and in every order: the last word of each conversation wins.

Part 1 sends them over real HTTP to lanes, where one conversation is handled in the order of arrival and
others go on meanwhile. Parts 2 and 3 deliver them in every possible order, with duplicates and a gap.
"""
import itertools
import json
import sqlite3
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# region: one-lane-per-conversation
import collections
import logging
from concurrent.futures import ThreadPoolExecutor


class Lanes:
    """Events with the same key run one after the other, in the order of put(). Other keys run meanwhile."""

    def __init__(self, handle, threads=8):
        self.handle, self.pool = handle, ThreadPoolExecutor(threads)
        self.lock, self.lanes = threading.Lock(), {}

    def put(self, key, event):
        """Call it before anything slow: downloads, transcription, database, model."""
        with self.lock:
            if key in self.lanes:  # somebody is at work in this lane
                self.lanes[key].append(event)
                return
            self.lanes[key] = collections.deque([event])
        self.pool.submit(self._work, key)

    def _work(self, key):
        while True:
            with self.lock:
                if not self.lanes[key]:
                    del self.lanes[key]
                    return
                event = self.lanes[key].popleft()
            try:
                self.handle(event)
            except Exception:
                logging.exception("event %s failed", event)
# endregion


# region: apply-only-what-is-newer
def apply(db, order, status, version):
    """version: the sender's counter or time of the change. True if it changed something."""
    with db:
        return db.execute(
            "INSERT INTO orders (id, status, version) VALUES (?, ?, ?)"  # update before create: fine
            " ON CONFLICT (id) DO UPDATE SET status = excluded.status, version = excluded.version"
            " WHERE excluded.version > orders.version", (order, status, version)).rowcount == 1
# endregion


# region: wait-for-the-missing-one
class InSequence:
    """For events that all count and are numbered without gaps. Use it inside the lane of its key."""

    def __init__(self, handle, fetch, patience, clock):
        self.handle, self.fetch, self.patience, self.clock = handle, fetch, patience, clock
        self.next, self.early, self.since = 1, {}, None

    def put(self, number, event):
        if number >= self.next:  # else: seen before
            self.early[number] = event
        while self.next in self.early:
            self.handle(self.early.pop(self.next))
            self.next += 1
            self.since = None
        if self.early and self.since is None:
            self.since = self.clock()

    def tick(self):
        """Call it every second: whoever is missing for too long is fetched from the sender."""
        if self.since is not None and self.clock() - self.since >= self.patience:
            for number in range(self.next, min(self.early)):
                self.put(number, self.fetch(number))
# endregion


def lanes_over_http():
    handled, received, other_done, all_done = [], threading.Semaphore(0), threading.Event(), threading.Semaphore(0)

    def handle(event):
        if event["text"] is None:  # slow: until the later message is here, and another conversation is through
            assert received.acquire(timeout=2) and received.acquire(timeout=2)
            assert other_done.wait(2), "another conversation had to wait"
            event["text"] = "Cancel my order"
        if event["text"] == "boom":
            all_done.release()
            raise ValueError("boom")
        handled.append((event["chat"], event["text"]))
        if event["chat"] == "bob":
            other_done.set()
        all_done.release()

    lanes = Lanes(handle)

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            lanes.put(event["chat"], event)  # before the answer: the sender's next event comes later
            self.send_response(202)
            self.end_headers()
            received.release()

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    url = "http://127.0.0.1:%d/" % server.server_port
    logging.disable(logging.CRITICAL)
    sent = [("ann", None), ("ann", "boom"), ("ann", "No, wait! Keep it"), ("bob", "hello")]
    for chat, text in sent:
        body = json.dumps({"chat": chat, "text": text}).encode()
        urllib.request.urlopen(urllib.request.Request(url, body), timeout=3).read()
    for _ in sent:
        assert all_done.acquire(timeout=3), "an event was not handled"
    lanes.pool.shutdown()
    server.shutdown()
    server.server_close()
    assert handled == [("bob", "hello"), ("ann", "Cancel my order"), ("ann", "No, wait! Keep it")], handled
    assert lanes.lanes == {}


def newer_in_every_order():
    events = [("created", 1), ("paid", 2), ("shipped", 3), ("paid", 2)]
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, status TEXT, version INT)")
    for order, arrival in enumerate(itertools.permutations(events)):
        mails = [status for status, version in arrival if apply(db, order, status, version)]
        assert db.execute("SELECT status, version FROM orders WHERE id = ?", (order,)).fetchone() == ("shipped", 3)
        assert mails[-1] == "shipped" and len(mails) == len(set(mails)), mails
    db.close()


def sequence_in_every_order():
    for arrival in itertools.permutations([1, 2, 3, 4, 2]):
        handled, lane = [], None
        lane = InSequence(handled.append, None, 10, lambda: 0)
        for number in arrival:
            lane.put(number, "event %d" % number)
        assert handled == ["event 1", "event 2", "event 3", "event 4"] and lane.early == {}, (arrival, handled)
    now, handled = 100, []
    lane = InSequence(handled.append, lambda number: "fetched %d" % number, 10, lambda: now)
    for number in (1, 4, 5):
        lane.put(number, "event %d" % number)
        now += 1
    now = 110.9
    lane.tick()
    assert handled == ["event 1"]
    now = 111
    lane.tick()
    assert handled == ["event 1", "fetched 2", "fetched 3", "event 4", "event 5"], handled
    for now, number in ((120, 7), (125, 6), (128, 9)):  # a gap that closes by itself, and a new one
        lane.put(number, "event %d" % number)
    now = 132
    lane.tick()
    assert handled[5:] == ["event 6", "event 7"], "the patience of the old gap was used for the new one"


lanes_over_http()
newer_in_every_order()
sequence_in_every_order()
print("in order: 4 events in lanes, 24 arrivals of state changes, 120 arrivals of numbered events, 1 gap filled")
