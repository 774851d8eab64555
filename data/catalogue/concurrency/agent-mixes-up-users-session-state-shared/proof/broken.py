"""One support agent serves two users over HTTP, and mixes them up in three ways.

1. The current user is an attribute of the shared agent object. Ben's request comes in while Ana's
   waits for the model, so Ana's order is looked up under Ben's name.
2. The session key does not contain the user: both direct messages share one conversation.
3. The answer cache is keyed by the question alone.
"""
import http.client
import http.server
import threading

ORDERS = {"ana": "order 1001 to Elm Street 4", "ben": "order 2002 to Harbour Road 9"}
INVOICES = {"ana": "invoice 31 (open)", "ben": "invoice 77 (paid)"}
PRIVATE = {"ana": ("1001", "invoice 31", "Ana"), "ben": ("2002", "invoice 77", "Ben")}

ana_waits, ben_is_answered = threading.Event(), threading.Event()


def ask_model(history):
    """Stands in for the model: picks a tool, or answers from the conversation that it is shown."""
    question = history[-1]
    if "order" in question:
        if not ana_waits.is_set():  # the first call takes as long as Ben's whole request
            ana_waits.set()
            assert ben_is_answered.wait(4)
        return "CALL find_order"
    if "invoice" in question:
        return "CALL find_invoices"
    names = [line.split("name is ")[1] for line in history if "name is " in line]
    return "Your name is %s." % names[-1] if names else "You have not told me your name."


class SupportAgent:
    def __init__(self):
        self.sessions, self.cache, self.user = {}, {}, None

    def chat(self, user, text):
        self.user = user
        if text in self.cache:
            return self.cache[text]
        history = self.sessions.setdefault("agent:support:main", [])
        history.append(text)
        reply = ask_model(history)
        if reply == "CALL find_order":
            reply = "Your order: " + ORDERS[self.user]
        elif reply == "CALL find_invoices":
            reply = self.cache[text] = "Your invoices: " + INVOICES[self.user]
        return reply


agent = SupportAgent()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        reply = agent.chat(self.headers["X-Verified-User"], text).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *args):
        pass


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    leaks = []

    def say(user, text):
        client = http.client.HTTPConnection(*server.server_address, timeout=5)
        client.request("POST", "/chat", text, {"X-Verified-User": user})
        reply = client.getresponse().read().decode()
        client.close()
        print("session=agent:support:main user=%s asks %r, gets %r" % (user, text, reply), flush=True)
        for other in PRIVATE:
            if other != user and any(secret in reply for secret in PRIVATE[other]):
                leaks.append("cross-user leak: the reply to %s contains data of %s" % (user, other))
                print("audit: " + leaks[-1], flush=True)

    ana = threading.Thread(target=say, args=("ana", "Where is my order?"))
    ana.start()
    assert ana_waits.wait(4)
    say("ben", "Where is my order, please?")
    ben_is_answered.set()
    ana.join()
    say("ana", "Hi, my name is Ana")
    say("ben", "What am I called?")
    say("ana", "Which invoices are open?")
    say("ben", "Which invoices are open?")
    server.shutdown()
    if leaks:
        raise AssertionError(leaks[0])


if __name__ == "__main__":
    main()
