"""The engine in C: built where there is a compiler, left out where there is none. All else is in pyproject.toml.

``CHALKGRAD_CORE=python pip wheel .`` leaves it out on purpose: that wheel is for every system, browsers included. Where
the sources cannot be written to, as in a container, all is built beside them.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from setuptools import Extension, setup

HERE = os.path.dirname(os.path.abspath(__file__))
options = {}
if not os.access(HERE, os.W_OK):
    elsewhere = tempfile.mkdtemp(prefix="chalkgrad-")
    atexit.register(shutil.rmtree, elsewhere, ignore_errors=True)
    options = {"egg_info": {"egg_base": elsewhere}, "build": {"build_base": elsewhere}}

CORE = Path("autograd", "c_core")
# Numbers as in Python, to the last bit: no fused multiply-add, and no function in place of another one.
AS_WRITTEN = [
    "-ffp-contract=off",
    "-fno-builtin-pow",
    "-fno-builtin-sin",
    "-fno-builtin-cos",
]

native = Extension(
    "autograd.c_core.native",
    sources=[
        str(CORE / name)
        for name in (
            *("native.c", "memory.c", "fields.c"),
            *("leaves.c", "paths.c", "walk.c"),
        )
    ],
    depends=[str(CORE / name) for name in ("node.h", "rows.h")],
    # without the names of folders, which differ from build to build
    extra_compile_args=[*AS_WRITTEN, "-g0"],
    optional=True,
)
is_left_out = os.environ.get("CHALKGRAD_CORE") == "python"
setup(options=options, ext_modules=[] if is_left_out else [native])
