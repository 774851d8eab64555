"""Shows a parent session that is logged out by the agents which it started.

A parent and three child processes share one credentials file. The authorization server rotates refresh
tokens: each may be used once, and a second use revokes everything (reuse detection). The access token
expires while all four are at work. Each refreshes with the copy in its own memory.
"""
import contextlib
import http.client
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STORE = "credentials.json"
NAMES = ["parent", "agent-1", "agent-2", "agent-3"]


class Server(BaseHTTPRequestHandler):
    """API and authorization server in one. Tokens are numbered: at-1 and rt-1 belong together."""
    valid, revoked, refreshes = 0, False, 0
    all_expired = threading.Barrier(len(NAMES), timeout=4)  # the token expires for all of them at once
    turn = threading.Condition()                    # refreshes arrive in the order of NAMES

    def do_POST(self):
        body, cls = json.loads(self.rfile.read(int(self.headers["Content-Length"]))), Server
        if self.path == "/v1/messages":
            if body["token"] == "at-0":
                cls.all_expired.wait()
            elif body["token"] == f"at-{cls.valid}" and not cls.revoked:
                return self.answer(200, {"content": "ok"})
            return self.answer(401, {"type": "error", "error": {
                "type": "authentication_error", "message": "Invalid authentication credentials"}})
        with cls.turn:
            cls.turn.wait_for(lambda: NAMES[cls.refreshes] == body["session"], 4)
            cls.refreshes += 1
            cls.turn.notify_all()
            if body["refresh_token"] != f"rt-{cls.valid}" or cls.revoked:
                cls.revoked = True
                print(f"[auth] {body['session']} sent {body['refresh_token']} again: reuse detected, family revoked", flush=True)
                return self.answer(400, {"error": "invalid_grant", "error_description": "Refresh token has already been used"})
            cls.valid += 1
            print(f"[auth] {body['session']} sent {body['refresh_token']}: rotated to rt-{cls.valid}", flush=True)
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


class Session:
    def __init__(self, name):
        self.name = name
        with open(STORE) as file:
            self.tokens = json.load(file)           # read once, kept in memory

    def message(self):
        status, answer = post("/v1/messages", {"token": self.tokens["access"]})
        if status == 401:
            status, answer = post("/oauth/token", {
                "grant_type": "refresh_token", "refresh_token": self.tokens["refresh"], "session": self.name})
            if status == 200:
                self.tokens = answer
                with open(STORE, "w") as file:
                    json.dump(answer, file)
            else:
                with contextlib.suppress(FileNotFoundError):
                    os.remove(STORE)                # "the login is dead"
        return status, answer


if __name__ == "__main__" and sys.argv[1:]:         # a child agent
    status, answer = Session(sys.argv[1]).message()
    print(f"[{sys.argv[1]}] refresh failed: {status} {answer['error']}: {answer['error_description']}")
    print(f"[{sys.argv[1]}] Not logged in · Please run /login")
elif __name__ == "__main__":
    with open(STORE, "w") as file:
        json.dump({"access": "at-0", "refresh": "rt-0"}, file)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    os.environ["PORT"] = str(server.server_port)
    parent = Session("parent")
    print("[parent] spawning 3 agents in worktrees", flush=True)
    agents = [subprocess.Popen([sys.executable, __file__, name], stdout=subprocess.PIPE, text=True) for name in NAMES[1:]]
    status, _ = parent.message()
    output = [agent.communicate(timeout=4)[0] for agent in agents]
    print(f"[parent] refresh: {status}, token stored", flush=True)
    print("".join(output), end="", flush=True)
    status, answer = post("/v1/messages", {"token": parent.tokens["access"]})
    server.shutdown()
    if status == 401:
        print(f"[parent] API Error: 401 {json.dumps(answer, separators=(',', ':'))}")
        print("[parent] Not logged in · Please run /login")
        sys.exit(1)
