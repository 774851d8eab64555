"""The same two users, the same questions and the same interleaving as in broken.py, without a leak.

At the end the old shared session key is put back, to show that the owner's mark on a session then
refuses the request instead of leaking.
"""
import dataclasses
import http.client
import http.server
import threading

# region: session-key
import json


def session_key(tenant, channel, user, conversation):
    """Everything that tells two people apart is in the key, and nothing has a default."""
    parts = (tenant, channel, user, conversation)
    if not all(isinstance(part, str) and part for part in parts):
        raise ValueError("no session without tenant, channel, user and conversation: %r" % (parts,))
    return json.dumps(parts)  # joined with ":", ("a:b", "c") and ("a", "b:c") would be the same key
# endregion


# region: owner-mark
class CrossUserLeak(Exception):
    pass


class Session:
    def __init__(self, owner):
        self.owner, self.history = owner, []


class Sessions:
    def __init__(self):
        self._by_key, self._lock = {}, threading.Lock()

    def open(self, key, caller):
        with self._lock:
            session = self._by_key.setdefault(key, Session(caller))
        if session.owner != caller:
            raise CrossUserLeak("session %s belongs to %s, not to %s" % (key, session.owner, caller))
        return session
# endregion


# region: caller-argument
@dataclasses.dataclass(frozen=True)
class Caller:
    """Made once per request, from the verified token. Never from the message, never from the model."""
    tenant: str
    channel: str
    user: str


class SupportAgent:
    """Shared by all requests, so it holds nothing about any of them: no user, no history."""

    def __init__(self, ask_model, tools, sessions, cache, key=session_key):
        self._ask_model, self._tools, self._key = ask_model, tools, key
        self._sessions, self._cache = sessions, cache

    def chat(self, caller, conversation, text):
        key = self._key(caller.tenant, caller.channel, caller.user, conversation)
        session = self._sessions.open(key, caller)
        cached = self._cache.get(caller, text)
        if cached:
            return cached
        session.history.append(text)
        reply = self._ask_model(session.history)  # others are served meanwhile
        if reply in self._tools:
            reply = self._tools[reply](caller)  # the model picks the tool, the caller comes from us
            self._cache.put(caller, text, reply)
        return reply
# endregion


# region: cache-key
class AnswerCache:
    """An answer made from somebody's data is found again by that person only."""

    def __init__(self):
        self._answers = {}

    def get(self, caller, question):
        return self._answers.get((caller, question))

    def put(self, caller, question, answer):
        self._answers[(caller, question)] = answer
# endregion


ORDERS = {"ana": "order 1001 to Elm Street 4", "ben": "order 2002 to Harbour Road 9"}
INVOICES = {"ana": "invoice 31 (open)", "ben": "invoice 77 (paid)"}
TOOLS = {"CALL find_order": lambda caller: "Your order: " + ORDERS[caller.user],
         "CALL find_invoices": lambda caller: "Your invoices: " + INVOICES[caller.user]}
ana_waits, ben_is_answered = threading.Event(), threading.Event()
model_calls = []


def ask_model(history):
    question = history[-1]
    model_calls.append(question)
    if "order" in question:
        if not ana_waits.is_set():
            ana_waits.set()
            assert ben_is_answered.wait(4)
        return "CALL find_order"
    if "invoice" in question:
        return "CALL find_invoices"
    names = [line.split("name is ")[1] for line in history if "name is " in line]
    return "Your name is %s." % names[-1] if names else "You have not told me your name."


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        caller = Caller("shop", "web", self.headers["X-Verified-User"])
        try:
            status, reply = 200, self.server.agent.chat(caller, "support", text)
        except CrossUserLeak:
            status, reply = 500, "Something went wrong."
        self.send_response(status)
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply.encode())

    def log_message(self, *args):
        pass


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.agent = SupportAgent(ask_model, TOOLS, Sessions(), AnswerCache())
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    ana_got = []

    def say(user, text):
        client = http.client.HTTPConnection(*server.server_address, timeout=5)
        client.request("POST", "/chat", text, {"X-Verified-User": user})
        answer = client.getresponse()
        reply = answer.status, answer.read().decode()
        client.close()
        return reply

    ana = threading.Thread(target=lambda: ana_got.append(say("ana", "Where is my order?")))
    ana.start()
    assert ana_waits.wait(4)
    assert say("ben", "Where is my order, please?") == (200, "Your order: " + ORDERS["ben"])
    ben_is_answered.set()
    ana.join()
    assert ana_got == [(200, "Your order: " + ORDERS["ana"])], ana_got
    say("ana", "Hi, my name is Ana")
    assert say("ana", "What am I called?") == (200, "Your name is Ana.")
    assert say("ben", "What am I called?") == (200, "You have not told me your name.")
    for user in ("ana", "ben", "ana", "ben"):
        assert say(user, "Which invoices are open?") == (200, "Your invoices: " + INVOICES[user])
    assert model_calls.count("Which invoices are open?") == 2  # once per user: the cache still works

    assert session_key("shop", "web", "a:b", "c") != session_key("shop", "web", "a", "b:c")
    for missing in (None, ""):
        try:
            session_key("shop", "web", missing, "support")
        except ValueError:
            continue
        raise AssertionError("a session was opened for nobody")

    server.agent = SupportAgent(ask_model, TOOLS, Sessions(), AnswerCache(), key=lambda *parts: "agent:support:main")
    assert say("ana", "Hi, my name is Ana")[0] == 200
    assert say("ben", "What am I called?") == (500, "Something went wrong.")
    server.shutdown()
    print("two users at once: each got own order, name and invoices; a shared session key was refused")


if __name__ == "__main__":
    main()
