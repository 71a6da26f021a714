"""The engine in C: built where there is a compiler, left out where there is none. All else is in pyproject.toml.

``CHALKGRAD_CORE=python pip wheel .`` leaves it out on purpose: that wheel is for every system, browsers included.
"""

import os
from pathlib import Path

from setuptools import Extension, setup

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
    extra_compile_args=AS_WRITTEN,
    optional=True,
)
setup(ext_modules=[] if os.environ.get("CHALKGRAD_CORE") == "python" else [native])
