"""Kinds of trials that fail, for the tests of `tests.soak`; small, because processes are started with them."""

import contextlib
import os
from collections import Counter

from tests.soaking import NotHere


@contextlib.contextmanager
def planted():
    """A kind of which one trial fails and another ends its process."""

    def trial(seed):
        if seed == 11:
            raise ValueError("planted")
        if seed == 13:
            os._exit(7)
        return Counter(steps=seed)

    yield trial


@contextlib.contextmanager
def nowhere():
    """A kind whose program is not installed."""
    raise NotHere("no such program")
    yield
