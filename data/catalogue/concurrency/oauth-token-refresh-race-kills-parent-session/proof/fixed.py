"""Shows that parent and agents stay logged in when the access token expires for all of them at once.

The same strict server as in broken.py (every refresh token once, a second use revokes the family), met in
three ways: one refresh at a time across processes; one process that owns the refresh token; and, on a
server that forgives, taking over what another process has stored.
"""
import http.client
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Client, Listener

NAMES = ["parent", "agent-1", "agent-2", "agent-3"]
STORE = "credentials.json"

# region: refresh-under-lock
import fcntl
import json


def load(store):
    with open(store) as file:
        return json.load(file)


def save(store, tokens):
    new = f"{store}.{os.getpid()}.new"
    fd = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(fd, "w") as file:
        json.dump(tokens, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, store)                          # readers see the old pair or the new one, never half


def renew(store, rejected, refresh):
    """`rejected` is the access token that got the 401. Only the first process really refreshes."""
    with open(store + ".lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)            # across processes; a crash releases it
        tokens = load(store)                        # read again, under the lock
        if tokens["access"] == rejected:            # nobody was faster
            tokens = refresh(tokens["refresh"])
            save(store, tokens)
        return tokens
# endregion


# region: token-broker
class TokenBroker:
    """Lives in the parent. Children ask it for access tokens and never see the refresh token."""

    def __init__(self, tokens, refresh):
        self.tokens, self.refresh, self.lock = tokens, refresh, threading.Lock()

    def access_token(self, rejected=None):
        with self.lock:
            if self.tokens["access"] == rejected:
                self.tokens = self.refresh(self.tokens["refresh"])
            return self.tokens["access"]

    def serve(self, listener):                      # Listener(path, authkey=secret)
        while True:
            with listener.accept() as child:
                child.send(self.access_token(child.recv()))


def ask_broker(path, secret, rejected=None):
    with Client(path, authkey=secret) as broker:
        broker.send(rejected)
        return broker.recv()
# endregion


class InvalidGrant(Exception):
    pass


# region: adopt-what-is-stored
def recover(store, mine, refresh):
    """After a 401: perhaps somebody else has renewed already. Only an unchanged store is a dead login."""
    stored = load(store)
    if stored["refresh"] != mine["refresh"]:
        return stored
    try:
        tokens = refresh(mine["refresh"])
    except InvalidGrant:
        stored = load(store)                        # lost the race: the winner has stored the new pair
        if stored["refresh"] == mine["refresh"]:
            raise                                   # ask for a login; the file is left alone
        return stored
    save(store, tokens)
    return tokens
# endregion


class Server(BaseHTTPRequestHandler):
    def do_POST(self):
        body, cls = json.loads(self.rfile.read(int(self.headers["Content-Length"]))), Server
        if self.path == "/v1/messages":
            if body["token"] == "at-0" and cls.all_expired:
                cls.all_expired.wait()
            good = body["token"] == f"at-{cls.valid}" and not cls.revoked and body["token"] != "at-0"
            return self.answer(200 if good else 401, {})
        with cls.lock:
            cls.refreshes += 1
            if body["refresh_token"] != f"rt-{cls.valid}" or cls.revoked:
                cls.revoked = cls.strict
                return self.answer(400, {"error": "invalid_grant"})
            cls.valid += 1
            self.answer(200, {"access": f"at-{cls.valid}", "refresh": f"rt-{cls.valid}"})

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args):
        pass


def post(path, body):
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ["PORT"]), timeout=4)
    connection.request("POST", path, json.dumps(body))
    response = connection.getresponse()
    return response.status, json.loads(response.read())


def refresh_by_http(refresh_token):
    status, answer = post("/oauth/token", {"grant_type": "refresh_token", "refresh_token": refresh_token})
    if status != 200:
        raise InvalidGrant(answer)
    return answer


def message(name, way, broker=None):
    """One turn of a session: call with the old token, get a new one after the 401, call again."""
    if way == "lock":
        old = load(STORE)["access"]
    else:
        old = broker.access_token() if broker else ask_broker("broker.sock", os.environ["KEY"].encode())
    assert post("/v1/messages", {"token": old})[0] == 401
    if way == "lock":
        new = renew(STORE, old, refresh_by_http)["access"]
    else:
        new = broker.access_token(old) if broker else ask_broker("broker.sock", os.environ["KEY"].encode(), old)
    status, _ = post("/v1/messages", {"token": new})
    assert status == 200, f"[{name}] API Error: {status} with {new}"


def start(strict=True, sessions=len(NAMES)):
    Server.valid, Server.revoked, Server.refreshes, Server.strict = 0, False, 0, strict
    Server.lock, Server.all_expired = threading.Lock(), sessions and threading.Barrier(sessions, timeout=4)
    save(STORE, {"access": "at-0", "refresh": "rt-0"})


def parent_and_agents(way, broker=None):
    agents = [subprocess.Popen([sys.executable, __file__, name, way]) for name in NAMES[1:]]
    try:
        message("parent", way, broker)
    finally:
        codes = [agent.wait(4) for agent in agents]
    assert codes == [0, 0, 0] and Server.refreshes == 1 and not Server.revoked, (codes, Server.refreshes)


def two_at_once(renewal):
    """The worst moment: a second session asks while the first one refreshes."""
    def refresh(refresh_token):
        if not second.ident:
            second.start()
            second.join(0.3)                        # with a lock it has to wait, so this runs out
        return refresh_by_http(refresh_token)

    tokens = []
    second = threading.Thread(target=lambda: tokens.append(renewal(refresh)))
    tokens.append(renewal(refresh))
    second.join(4)
    assert tokens == ["at-1", "at-1"] and Server.refreshes == 1, (tokens, Server.refreshes)


if __name__ == "__main__" and sys.argv[1:]:
    message(*sys.argv[1:])
elif __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    os.environ.update(PORT=str(server.server_port), KEY=os.urandom(16).hex())

    # 1. A lock file and a second look: four processes, one refresh.
    start()
    parent_and_agents("lock")
    assert load(STORE) == {"access": "at-1", "refresh": "rt-1"}
    start(sessions=0)
    two_at_once(lambda refresh: renew(STORE, "at-0", refresh)["access"])

    # 2. Only the parent has the refresh token.
    start()
    broker = TokenBroker(load(STORE), refresh_by_http)
    os.remove(STORE)                                # the children could not read it if they wanted
    with Listener("broker.sock", authkey=os.environ["KEY"].encode()) as listener:
        threading.Thread(target=broker.serve, args=(listener,), daemon=True).start()
        parent_and_agents("broker", broker)

    start(sessions=0)
    broker = TokenBroker(load(STORE), None)

    def by_broker(refresh):
        broker.refresh = refresh
        return broker.access_token("at-0")

    two_at_once(by_broker)

    # 3. A server that refuses the old token but revokes nothing.
    start(strict=False, sessions=0)
    parent = load(STORE)
    agent = recover(STORE, parent, refresh_by_http)             # an agent renews while the parent waits
    assert recover(STORE, parent, refresh_by_http) == agent and Server.refreshes == 1

    def overtaken(refresh_token):                               # an agent renews at the worst moment
        save(STORE, refresh_by_http(refresh_token))
        return refresh_by_http(refresh_token)

    winner = recover(STORE, agent, overtaken)
    assert winner == load(STORE) and post("/v1/messages", {"token": winner["access"]})[0] == 200
    try:
        save(STORE, {"access": "at-0", "refresh": "rt-0"})
        recover(STORE, {"access": "at-0", "refresh": "rt-0"}, refresh_by_http)
        raise SystemExit("a login that is really dead was not reported")
    except InvalidGrant:
        assert os.path.exists(STORE)

    server.shutdown()
    print("parent and agents stay logged in, one refresh for all (lock and second look, broker, adopt what is stored)")
