"""The same four workers and the same slow model, and nobody waits for a lock longer than a moment.

The model is asked without the lock; an expensive call is reserved, not locked; one lock for each
session; and, where a lock must stay around a call, a deadline and a name on it.
In each scene the slow call ends only after the others have done their work.
"""
import http.client
import socket
import threading

LOCK_TIMEOUT = 0.3


# region: ask-without-the-lock
class SharedState:
    """The lock covers reading and writing, microseconds each. The version replaces holding it."""

    def __init__(self, value):
        self._lock, self._value, self._version = threading.Lock(), value, 0

    def read(self):
        with self._lock:
            return self._value, self._version

    def write(self, value, version):
        with self._lock:
            if version != self._version:
                return False                # someone was faster: nothing is overwritten
            self._value, self._version = value, version + 1
            return True


def update(state, make_next, attempts=5):
    """`make_next` may take minutes. It gets a value that nobody changes, and returns a new one."""
    for _ in range(attempts):
        value, version = state.read()
        if state.write(make_next(value), version):
            return
    raise RuntimeError("the state changed under each of %d attempts" % attempts)
# endregion


# region: reserve-then-work
from concurrent.futures import Future


class Reservations:
    """One call per key at a time. The lock is held only to write the name on the list."""

    def __init__(self):
        self._lock, self._running = threading.Lock(), {}

    def run(self, key, work):
        with self._lock:
            mine = key not in self._running
            result = self._running.setdefault(key, Future())
        if mine:
            try:
                result.set_result(work())   # minutes, without the lock
            except BaseException as error:
                result.set_exception(error)
            finally:
                with self._lock:
                    del self._running[key]  # also after an error: the next one may try again
        return result.result()
# endregion


# region: lock-per-session
import contextlib


class SessionLocks:
    """A slow session makes only itself wait. Locks that nobody uses are removed."""

    def __init__(self):
        self._lock, self._locks = threading.Lock(), {}

    @contextlib.contextmanager
    def hold(self, session, timeout):
        with self._lock:
            entry = self._locks.setdefault(session, [threading.Lock(), 0])
            entry[1] += 1
        try:
            if not entry[0].acquire(timeout=timeout):
                raise TimeoutError("session %s is busy" % session)
            try:
                yield
            finally:
                entry[0].release()
        finally:
            with self._lock:
                entry[1] -= 1
                if not entry[1]:
                    del self._locks[session]
# endregion


# region: lock-with-a-name
import time


class NamedLock:
    """Says who holds it when it cannot be had, and who held it for too long."""

    def __init__(self, limit, report, clock=time.monotonic):
        self._lock, self._limit, self._report, self._clock = threading.Lock(), limit, report, clock
        self._holder = self._since = None

    @contextlib.contextmanager
    def hold(self, who, timeout):
        if not self._lock.acquire(timeout=timeout):
            holder, since = self._holder, self._since
            raise TimeoutError("%s gave up: %s has the lock for %.1f s" % (who, holder, self._clock() - (since or 0)))
        self._holder, self._since = who, self._clock()
        try:
            yield
        finally:
            held = self._clock() - self._since
            self._lock.release()
            if held > self._limit:
                self._report("%s held the lock for %.1f s" % (who, held))
# endregion


def run_all(*functions):
    """Threads whose errors count."""
    results = [Future() for _ in functions]

    def run(function, result):
        try:
            result.set_result(function())
        except BaseException as error:
            result.set_exception(error)

    for pair in zip(functions, results):
        threading.Thread(target=run, args=pair, daemon=True).start()
    return [result.result(4) for result in results]


def check_state():
    state, asking, others_done = SharedState(()), threading.Event(), threading.Semaphore(0)
    questions = []

    def slow(notes):
        questions.append(notes)
        asking.set()
        if len(questions) == 1:
            for _ in range(3):
                assert others_done.acquire(timeout=4), "the others wait for the lock"
        return notes + ("a summary of %d notes" % len(notes),)

    def worker(name):
        assert asking.wait(4)
        update(state, lambda notes: notes + (name,))
        others_done.release()

    run_all(lambda: update(state, slow), *(lambda name=name: worker(name) for name in ("2", "3", "4")))
    notes, version = state.read()
    assert sorted(notes[:3]) == ["2", "3", "4"] and notes[3] == "a summary of 3 notes" and version == 4, notes
    assert len(questions) == 2              # the first answer was about an old state and was not written


def check_reservations():
    reservations, calls, arrived = Reservations(), [], threading.Semaphore(0)

    class Running(dict):                    # tells when someone has got as far as the list
        def setdefault(self, *entry):
            arrived.release()
            return super().setdefault(*entry)

    def work():
        calls.append("report")
        for _ in range(5):                  # ends when four have asked for it, and one for something else
            assert arrived.acquire(timeout=4), "the others wait for the lock"
        return "the report"

    reservations._running = Running()
    report, other = lambda: reservations.run("report", work), lambda: reservations.run("other", lambda: "quick")
    assert run_all(report, report, other, report, report) == ["the report"] * 2 + ["quick"] + ["the report"] * 2
    assert calls == ["report"]
    with contextlib.suppress(ValueError):
        reservations.run("fails", lambda: int("x"))
    assert reservations.run("fails", lambda: 7) == 7 and not reservations._running


def check_sessions():
    locks = SessionLocks()
    with locks.hold("anna", LOCK_TIMEOUT):  # anna's model call goes on
        with locks.hold("ben", LOCK_TIMEOUT):
            pass
        try:
            with locks.hold("anna", 0.01):
                raise SystemExit("two turns in one session")
        except TimeoutError:
            pass
    assert not locks._locks


def check_named_lock():
    now, reports = [0.0], []
    lock = NamedLock(limit=1, report=reports.append, clock=lambda: now[0])
    silent = socket.create_server(("127.0.0.1", 0))     # a model that never answers
    try:
        with lock.hold("worker-1", LOCK_TIMEOUT):
            now[0] = 30.0
            try:
                with lock.hold("worker-2", 0.01):
                    raise SystemExit("two holders")
            except TimeoutError as error:
                assert str(error) == "worker-2 gave up: worker-1 has the lock for 30.0 s", error
            model = http.client.HTTPConnection(*silent.getsockname(), timeout=0.05)  # the deadline
            model.request("POST", "/v1/messages")
            model.getresponse()
    except socket.timeout:
        pass
    with lock.hold("worker-2", LOCK_TIMEOUT):
        assert reports == ["worker-1 held the lock for 30.0 s"], reports
    silent.close()


check_state()
check_reservations()
check_sessions()
check_named_lock()
print("4 of 4 workers got through while the model was slow; the holder of a lock has a name and a deadline")
