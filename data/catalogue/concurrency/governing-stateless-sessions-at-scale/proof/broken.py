"""Shows how a project that is worked on by many stateless sessions drifts, although each session obeys its memory.

A model: a session knows what it loaded at its start (CLAUDE.md, the first 200 lines of MEMORY.md) and nothing
else. It always follows what it knows. Session A fixes a bug and writes down why. B and C run in parallel and
decide the same question in two ways. D comes a week later. The files are real, the order is forced.
"""
from pathlib import Path

LIMIT = 200


class Session:
    def __init__(self, name):
        self.name = name
        self.memory = Path("MEMORY.md").read_text().splitlines()
        loaded = self.memory[:LIMIT]
        if len(self.memory) > LIMIT:
            self.say(f"WARNING: MEMORY.md is {len(self.memory)} lines (limit: {LIMIT}). Only the first {LIMIT} lines were loaded.")
        self.known = Path("CLAUDE.md").read_text() + "\n".join(loaded)

    def say(self, text):
        print(f"[session {self.name}] {text}", flush=True)

    def remember(self, line):
        """Writes the whole file from the copy that was read at the start, as a Write tool does."""
        self.memory.append(line)
        Path("MEMORY.md").write_text("\n".join(self.memory) + "\n")
        self.say(f"remembered in line {len(self.memory)}: {line}")

    def write_billing(self, task):
        cents = "integer cents" in self.known
        self.say(f"{task}: total() with {'integer cents' if cents else 'plain floats, simpler'}")
        Path("billing.py").write_text("def total(prices):\n    return " + (
            "sum(round(p * 100) for p in prices) / 100\n" if cents else "sum(prices)\n"))

    def write_list(self, name, favourite):
        if "pagination:" in self.known:
            choice = self.known.split("pagination: ")[1].split()[0]
        else:
            choice = favourite
            self.say(f"no decision about pagination found, taking {choice}")
        Path(name).write_text(f"PAGINATION = {choice!r}\n")
        self.remember(f"- pagination: {choice} for all lists")


Path("CLAUDE.md").write_text("# Rules\n- Keep functions short.\n")
Path("MEMORY.md").write_text("".join(f"- note {n} from earlier sessions\n" for n in range(1, LIMIT + 1)))

a = Session("A")
a.known += "incident: invoice was off by a cent, totals in integer cents"      # it has just found out
a.write_billing("fix the rounding bug")
a.remember("- totals in integer cents, floats cost us a wrong invoice")

b, c = Session("B"), Session("C")               # started at the same time
b.write_list("orders.py", "cursor")
c.write_list("users.py", "offset")
if "cursor" not in Path("MEMORY.md").read_text():
    print("[MEMORY.md] the decision of session B is gone: C wrote the file from its own copy", flush=True)

d = Session("D")                                # a week later
d.write_billing("add discounts")

scope = {}
exec(Path("billing.py").read_text(), scope)
amount = scope["total"]([0.1, 0.2])
lists = {name: Path(name).read_text().split("'")[1] for name in ("orders.py", "users.py")}
print(f"[production] lists page differently: {lists}", flush=True)
assert amount == 0.3, f"session D reintroduced the bug that session A fixed: invoice total is {amount}"
