"""Hard use of the engine in force: `python -m tests.core_soak`. Ends with the word sound, or with an error.

Ten million nodes without a leak, cycles through what users hang on nodes, threads and a fork in the middle of work.
"""

import copy
import gc
import os
import pickle
import resource
import sys
import threading
import weakref
from itertools import pairwise

from autograd import Rule, Value, apply, gradients, record, total
from tests.live_nodes import live_nodes
from tests.threads import at_once


def resident():
    """Megabytes that the process has had at its highest."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def step(n):
    """A graph of some n nodes: recorded, differentiated, and left."""
    x = y = Value(0.5)
    for _ in range(n // 2):
        y = y * 0.999 + x
    y.backward()
    return x.grad


def no_leak(nodes):
    """Memory does not grow with the number of nodes that there ever were."""
    step(100_000)
    before, highest = live_nodes(), resident()
    for _ in range(nodes // 100_000):
        step(100_000)
    assert live_nodes() == before
    assert resident() < highest + 20.0, (highest, resident())


def a_long_chain_is_freed(n):
    before = live_nodes()
    x = Value(1.0)
    for _ in range(n):
        x = x + 1.0
    assert live_nodes() >= before + n
    del x
    assert live_nodes() == before


def circle():
    """A result that hangs on what it was computed from in three ways; a weak reference to it."""
    x = Value(2.0)
    kept = []
    y = x * x
    y.cache = kept
    kept.append((y * 3).exp())
    mine = Rule(
        "mine",
        "m",
        lambda m, a: a * 2.0,
        lambda m, z, a: (2.0 if kept else 0.0,),
    )
    z = apply(mine, y)
    x.note = {"result": z}
    return weakref.ref(z)


def later_circle():
    """The same by a dictionary that is filled when it hangs there already; and a copy of it all from pickle."""
    x = Value(2.0)
    x.cache = {}
    x.cache["square"] = x * x
    return weakref.ref(pickle.loads(pickle.dumps(x)))


def cycles():
    """What hangs on a node may lead back to it: the garbage collector finds it."""
    gc.collect()
    before = live_nodes()
    references = [make() for make in (later_circle, circle) for _ in range(100)]
    gc.collect()
    assert live_nodes() == before, live_nodes() - before
    assert not any(reference() for reference in references)


def threads():
    """Eight at once, on graphs of their own and on one that all of them share."""
    w = [Value(float(i), f"w{i}") for i in range(50)]
    shared = total([a * b for a, b in pairwise(w)])
    errors = []

    def work(seed):
        try:
            for i in range(200):
                x = Value(float(seed))
                y = (x * w[i % 50] + shared).tanh() + x.exp() * 0.0
                gradients(y, [x])
                if i % 10 == 0:
                    shared.backward()
                    record(y)
                    pickle.loads(pickle.dumps(y))
        except BaseException as problem:
            errors.append(problem)
            raise

    at_once(work, 8)
    assert not errors
    assert w[0].grad == 8 * 20 * w[1].data, w[0].grad


def fork():
    """A child of a process whose other threads work goes on by itself."""
    if not hasattr(os, "fork"):
        return
    is_done = threading.Event()

    def work():
        while not is_done.is_set():
            step(1000)

    worker = threading.Thread(target=work)
    worker.start()
    for _ in range(20):
        child = os.fork()
        if child == 0:
            good = step(1000) > 0.0
            os._exit(0 if good else 1)
        assert os.waitpid(child, 0)[1] == 0
    is_done.set()
    worker.join()


def copies():
    before = live_nodes()
    x = Value(3.0, "x", parameter=True)
    y = (x * 2).tanh()
    y.cache = [y]
    for twin in (copy.copy(y), copy.deepcopy(y), pickle.loads(pickle.dumps(y))):
        assert (twin.data, twin.partials) == (y.data, y.partials)
    del x, y, twin
    gc.collect()
    assert live_nodes() == before


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    no_leak(count)
    a_long_chain_is_freed(count // 10)
    cycles()
    threads()
    fork()
    copies()
    no_leak(count // 10)  # now that nodes are tracked
    print("sound")
