"""How much work something is, counted instead of timed: the same number on a busy machine."""

import sys


def calls(function):
    """How many functions, of Python and of C, are called while `function()` runs in this thread.

    >>> calls(lambda: [abs(x) for x in range(100)]) < 110
    True
    """
    count = 0

    def profile(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        function()
    finally:
        sys.setprofile(before)
    return count
