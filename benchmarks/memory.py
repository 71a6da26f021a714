"""How much memory a piece of work takes: the growth of what is resident, at its highest, in a process of its own.

Vocabulary:

    resident     the part of a process that is in memory, libraries included
    high water   the most that was ever resident; Linux keeps it for every process, and lets it be set back
    growth       high water after the work minus resident before it: what the work needed, at its worst moment

Linux says both in /proc/self/status (VmHWM, VmRSS). Elsewhere the high water is `resource.getrusage`, and so is the
start: the growth is then too small where the process had been larger before. tracemalloc would see the arrays and
objects of Python only, and makes everything several times slower; it is used for bytes per node, and nowhere else.
"""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

MB = 1e6
STATUS, RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")
METHOD = (
    "VmHWM after minus VmRSS before, /proc/self/status"
    if STATUS.exists()
    else "growth of getrusage's ru_maxrss"
)


def start() -> float:
    """Bytes that are resident now; the high water is set back to it where that can be done."""
    if not STATUS.exists():
        return _rusage()
    with contextlib.suppress(
        OSError
    ):  # a container may forbid it; in a clean process the start is near it anyway
        # "reset the peak resident set size" (proc_pid_clear_refs(5))
        RESET.write_text("5")
    return _status("VmRSS")


def growth(before: float) -> float:
    """Megabytes (10^6 bytes) that the work since `start` needed at its highest."""
    return max(0.0, (_status("VmHWM") if STATUS.exists() else _rusage()) - before) / MB


def _status(key: str) -> float:
    line = next(
        line for line in STATUS.read_text().splitlines() if line.startswith(f"{key}:")
    )
    return float(line.split()[1]) * 1024


def _rusage() -> float:
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(peak) * (1 if sys.platform == "darwin" else 1024)
