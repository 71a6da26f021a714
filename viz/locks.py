"""The lock around what the whole process shares, in order after a fork: `os.fork`, multiprocessing's "fork".

A forked child has one thread. If another thread held a lock at that moment, nobody would ever open it in the child, and
what it protects would be half done there. So a fork waits until the lock is free, and both processes go on with it open.
There is one lock, not one for each library, so that a fork and a drawing cannot wait for one another.
"""

from __future__ import annotations

import os
import threading
from typing import Final

SHARED: Final = threading.RLock()
"""Held while Graphviz lays out, reportlab writes or matplotlib draws: each keeps something for the whole process."""

if hasattr(os, "register_at_fork"):  # not on Windows, where nothing forks
    os.register_at_fork(
        before=SHARED.acquire,
        after_in_parent=SHARED.release,
        after_in_child=SHARED.release,
    )
