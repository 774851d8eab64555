"""Shows that decisions survive many stateless sessions, even when a session does not know them.

The same project as in broken.py: a full MEMORY.md, two sessions that decide at the same time, a session that
never heard of the incident. Three ways: rules that run as a program; one file per decision with a
generated index; areas that are claimed before work starts.
"""
import os
import sqlite3
import subprocess
import threading
import time

# region: rules-that-run
import json
import re
import sys
from pathlib import Path

RULES = [  # where, what must not appear, which incident, what to do instead
    (r"(^|/)billing\.py$", r"sum\(prices\)", "2026-02-11 wrong invoice: floats. Add integer cents: sum(round(p * 100) for p in prices) / 100"),
]


def violations(path, text):
    return [f"{path}: {why}" for where, what, why in RULES if re.search(where, path) and re.search(what, text)]


def hook():
    """PreToolUse hook for Write and Edit. Exit code 2 blocks and shows stderr to the model; 1 would not block."""
    try:
        call = json.load(sys.stdin)["tool_input"]
        found = violations(call["file_path"], call["content"] if "content" in call else call["new_string"])
    except Exception as error:                      # a guard that is broken must not let everything through
        found = [f"the guard itself failed: {error!r}"]
    print("\n".join(found), file=sys.stderr)
    sys.exit(2 if found else 0)


def check_tree(root):
    """The same rules before a merge: they also see what came in by a shell command."""
    return [v for path in Path(root).rglob("*.py") for v in violations(path.as_posix(), path.read_text())]
# endregion


# region: one-file-per-decision
class AlreadyDecided(Exception):
    pass


def decide(folder, key, text, number=1):
    """One session gets to write decision `key`. The next ones read it, or replace it openly as number + 1."""
    path = Path(folder, f"{key}.{number}.md")
    draft = Path(folder, f".{key}.{os.getpid()}.{threading.get_ident()}")
    draft.write_text(text + "\n")
    try:
        os.link(draft, path)                        # exclusive, and never half written
    except FileExistsError:
        raise AlreadyDecided(f"{path.name}: {path.read_text().strip()}") from None
    finally:
        draft.unlink()


def write_index(folder, target, limit=200):
    """MEMORY.md is built, never edited: one line per valid decision, and an error before lines get lost."""
    latest = {}
    for path in Path(folder).glob("*.md"):
        key, number, _ = path.name.rsplit(".", 2)
        latest[key] = max(latest.get(key, (0, "")), (int(number), path.read_text().strip()))
    lines = [f"- {key}: {text}" for key, (_, text) in sorted(latest.items())]
    if len(lines) > limit:
        raise ValueError(f"{len(lines)} decisions, {limit} lines are loaded: merge or retire some")
    new = Path(f"{target}.{os.getpid()}.new")
    new.write_text("\n".join(lines) + "\n")
    os.replace(new, target)
# endregion


# region: claim-an-area
def claim(db, session, areas, now, seconds=4 * 3600):
    """All areas or none. Returns what others hold, so that the session can take another task."""
    db.execute("BEGIN IMMEDIATE")
    db.execute("DELETE FROM claims WHERE until < ?", (now,))
    held = [row for area in areas for row in db.execute(
        "SELECT area, session FROM claims WHERE area = ? AND session <> ?", (area, session))]
    if not held:
        db.executemany("INSERT OR REPLACE INTO claims VALUES (?, ?, ?)", [(a, session, now + seconds) for a in areas])
    db.execute("COMMIT")
    return held
# endregion


if sys.argv[1:] == ["hook"]:
    hook()


def write_by_tool(path, content):
    """What the agent's runtime does: ask the hook, then write."""
    asked = subprocess.run([sys.executable, __file__, "hook"], text=True, stderr=subprocess.PIPE,
                           input=json.dumps({"tool_name": "Write", "tool_input": {"file_path": path, "content": content}}))
    if asked.returncode != 2:
        Path(path).write_text(content)
    return asked.returncode, asked.stderr


def at_the_same_time(*actions):
    barrier, results = threading.Barrier(len(actions), timeout=4), [None] * len(actions)

    def run(i, action):
        barrier.wait()
        try:
            results[i] = action()
        except AlreadyDecided as error:
            results[i] = error
    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    [t.start() for t in threads]
    [t.join(4) for t in threads]
    return results


# 1. Session D has never heard of the incident. It tries, is told why not, and follows.
floats = "def total(prices):\n    return sum(prices)\n"
code, reason = write_by_tool("billing.py", floats)
assert code == 2 and not Path("billing.py").exists() and "wrong invoice" in reason, (code, reason)
code, _ = write_by_tool("billing.py", "def total(prices):\n    return sum(round(p * 100) for p in prices) / 100\n")
scope = {}
exec(Path("billing.py").read_text(), scope)
assert code == 0 and scope["total"]([0.1, 0.2]) == 0.3
broken_call = subprocess.run([sys.executable, __file__, "hook"], input="{}", text=True, stderr=subprocess.PIPE)
assert broken_call.returncode == 2, "a guard that fails must block"
assert check_tree(".") == []
Path("lib").mkdir()
Path("lib/billing.py").write_text(floats)           # by a shell command, past the hook
assert len(check_tree(".")) == 1

# 2. B and C decide about pagination at the same moment; there are 205 notes in the old memory already.
Path("MEMORY.md").write_text("".join(f"- note {n}\n" for n in range(205)))
Path("decisions").mkdir()
decide("decisions", "money", "totals in integer cents, floats cost us a wrong invoice")
for attempt in range(20):
    lost = [r for r in at_the_same_time(lambda: decide("decisions", f"pagination-{attempt}", "cursor"),
                                        lambda: decide("decisions", f"pagination-{attempt}", "offset")) if r]
    winner = Path(f"decisions/pagination-{attempt}.1.md").read_text().strip()
    assert len(lost) == 1 and isinstance(lost[0], AlreadyDecided) and winner in str(lost[0]), lost
decide("decisions", "pagination-0", "keyset, replaces number 1: offsets break under deletes", number=2)
write_index("decisions", "MEMORY.md")
memory = Path("MEMORY.md").read_text().splitlines()
assert len(memory) == 21 and any("integer cents" in line for line in memory[:200]), memory
assert [line for line in memory if line.startswith("- pagination-0:")] == ["- pagination-0: keyset, replaces number 1: offsets break under deletes"]
try:
    write_index("decisions", "MEMORY.md", limit=20)
    raise SystemExit("an index that is too long was written")
except ValueError:
    assert Path("MEMORY.md").read_text().splitlines() == memory

overtaken_by = []


def just_before(write, target):
    """The worst moment: C decides after B has looked and before B writes, whichever way it writes."""
    def late(*args):
        if Path(args[target]).name == "retries.1.md" and not overtaken_by:
            overtaken_by.append("C")
            at_the_same_time(lambda: decide("decisions", "retries", "three"))
        return write(*args)
    return late


os.link, os.replace = just_before(os.link, 1), just_before(os.replace, 1)
Path.write_text = just_before(Path.write_text, 0)
try:
    decide("decisions", "retries", "five")
    raise SystemExit("both sessions believe that they have decided")
except AlreadyDecided as error:
    assert overtaken_by == ["C"] and "three" in str(error), error


# 3. C wants to refactor what D is working on.
def ask(session, areas, now):
    db = sqlite3.connect("claims.db", timeout=4, isolation_level=None)
    try:
        return claim(db, session, areas, now)
    finally:
        db.close()


setup = sqlite3.connect("claims.db")
setup.execute("CREATE TABLE claims (area TEXT PRIMARY KEY, session TEXT, until REAL)")
setup.close()
now, late = time.time(), []


class Areas(list):
    """Lets D ask at the worst moment: after C has looked and before C has written."""
    looks = 0

    def __iter__(self):
        Areas.looks += 1
        if Areas.looks == 2:
            d.start()
            d.join(0.2)                             # with a transaction D has to wait, so this runs out
        return super().__iter__()


d = threading.Thread(target=lambda: late.append(ask("D", ["users", "billing"], now)))
first = ask("C", Areas(["billing", "orders"]), now)
d.join(4)
assert first == [] and late == [[("billing", "C")]], (first, late)
assert ask("D", ["users"], now) == [] and ask("C", ["billing"], now) == []
assert ask("D", ["billing"], now + 5 * 3600) == [], "an old claim must expire"

print("decisions hold across sessions (rules that run, one file per decision, claimed areas)")
