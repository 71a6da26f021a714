"""What the figures were measured on: processor, system, versions, and how many threads the matrix products may use.

BLAS has as many threads as it takes by itself on this machine, for both sides alike: nothing is set here, and what is
set outside (OMP_NUM_THREADS and its like) holds for all contestants and is said.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks import c_compiler
from benchmarks.runner import python

PACKAGES = (
    "chalkgrad",
    "numpy",
    "matplotlib",
    "micrograd",
    "torch",
    "casadi",
    "minisom",
)
THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "BLIS_NUM_THREADS",
)
ASK = """
import json, platform
from importlib import metadata
found = {}
for name in %r:
    try:
        found[name] = metadata.version(name)
    except metadata.PackageNotFoundError:
        found[name] = None
import numpy
blas = numpy.show_config(mode="dicts")["Build Dependencies"]["blas"]
pools = None
try:
    from threadpoolctl import threadpool_info
    numpy.ones((2, 2)) @ numpy.ones((2, 2))
    pools = [{key: pool.get(key) for key in ("internal_api", "num_threads", "version")} for pool in threadpool_info()]
except ImportError:
    pass
print(json.dumps({"versions": found, "blas": {"name": blas.get("name"), "version": blas.get("version"),
                  "pools": pools}, "python": platform.python_version()}))
"""


def processor() -> str:
    """The name of the processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next(
        (
            line.partition(":")[2].strip()
            for line in lines
            if line.startswith("model name")
        ),
        platform.machine(),
    )


def load() -> float | None:
    """How busy the machine was in the last minute, in processors; None where that is not known."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else None


def busy(said: Mapping[str, Any]) -> str | None:
    """A warning if others were at work when the run began; None on a quiet machine, or where that is not known."""
    before = said["load before"]
    if before is None or before < 0.3 * (said["processors"] or 1):
        return None
    return (
        f"Other work was running when this began ({before:.1f} of {said['processors']} processors busy): its times "
        "mean little. Matrix products on all processors wait for each other, and become slower many times over."
    )


def facts(executable: str) -> dict[str, Any]:
    """For JSON and the page; versions are those of the interpreter that runs the contestants."""
    asked: dict[str, Any] = json.loads(python(executable, "-c", ASK % (PACKAGES,)))
    given = {name: os.environ[name] for name in THREADS if name in os.environ}
    pools = asked["blas"]["pools"]
    blas = {
        **asked["blas"],
        "set outside": given,
        "policy": "the machine's default, for both sides",
    }
    blas["threads"] = (
        max((pool["num_threads"] for pool in pools), default=None) if pools else None
    )
    return {
        "processor": processor(),
        "processors": os.cpu_count(),
        "machine": platform.platform(),
        "python": asked["python"],
        "versions": {**asked["versions"], "C": c_compiler.version()},
        "blas": blas,
        "load before": load(),
    }
