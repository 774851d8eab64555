"""Four agent workers share one state. Worker 1 takes the lock, reads the state, asks the model, writes
the answer, and releases the lock. The model is slow. The others need the lock for a millisecond each,
wait for as long as they are allowed to, and give up.
"""
import threading
import time

LOCK_TIMEOUT = 0.3
state_lock, state = threading.Lock(), {"notes": []}
worker_1_asks, waiting = threading.Event(), threading.Semaphore(0)
started = time.monotonic()


def log(text):
    print("t=%.1fs  %s\n" % (time.monotonic() - started, text), end="", flush=True)


def ask_model(question):
    worker_1_asks.set()
    for _ in range(3):                      # the answer takes longer than the others will wait
        assert waiting.acquire(timeout=4)
    return "a summary"


def worker_1():
    with state_lock:
        log("worker-1: holds state_lock, calls the model")
        state["notes"].append(ask_model(state["notes"]))
    log("worker-1: released state_lock")


def worker(name):
    assert worker_1_asks.wait(4)
    try:
        if not state_lock.acquire(timeout=LOCK_TIMEOUT):
            raise TimeoutError("%s: could not get state_lock within %.1f s" % (name, LOCK_TIMEOUT))
        state["notes"].append(name)
        state_lock.release()
    except TimeoutError as error:
        log("TimeoutError: %s" % error)
    finally:
        waiting.release()


workers = [threading.Thread(target=worker_1)]
workers += [threading.Thread(target=worker, args=("worker-%d" % number,)) for number in (2, 3, 4)]
for one in workers:
    one.start()
for one in workers:
    one.join()
starved = 4 - len(state["notes"])
assert not starved, "%d of 4 workers starved: state_lock was held during a model call" % starved
