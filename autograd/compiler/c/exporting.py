"""A program in C as files: the text with its parameters, and a header that says how it is called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from autograd import files
from autograd.c_dialect import c_float_number, c_number
from autograd.compiler.c.identifiers import is_name
from autograd.compiler.c.nesting import filled
from autograd.compiler.c.program_text import CText
from autograd.compiler.types import Array


def name_for(place: Path) -> str:
    """What the function in a file is called: as the file, if C has it so. ValueError for a file that is not called .c.

    >>> name_for(Path("net.c")), name_for(Path("my net 2.c")), name_for(Path("exp.c"))
    ('net', 'my_net_2', 'exp_program')
    """
    if place.suffix != ".c":
        raise ValueError(f"export: path must end in .c, got {str(place)!r}")
    name = re.sub(r"[^A-Za-z0-9_]", "_", place.stem)
    return name if is_name(name) else f"{name.lstrip('_0123456789')}_program"


def write_files(
    place: Path, text: CText, counts: tuple[int, int, int], parameters: Array
) -> None:
    """Write both, or none: OutputError. `counts` are those of parameters, columns of X and outputs."""
    is_double = parameters.dtype == "f8"
    real, number = ("double", c_number) if is_double else ("float", c_float_number)
    numbers = [number(x) for x in parameters.tolist()] or ["0"]
    table = f"const {real} {text.name}_parameters[{len(numbers)}]"
    body = [
        text.text,
        "/* The parameters, as they were when this file was written. */",
        f"extern {table};",
        f"{table} = {{",
        filled(numbers),
        "};\n",
    ]
    header = _header(text, counts, real, f"extern {table};")
    files.write(
        {
            place: "\n".join(body).encode(),
            place.with_suffix(".h"): header.encode(),
        }
    )


def _header(text: CText, counts: Sequence[int], real: str, table: str) -> str:
    name, capitals = text.name, text.name.upper()
    parameters, columns, outputs = counts
    sizes = {
        "PARAMETERS": parameters,
        "INPUTS": columns,
        "OUTPUTS": outputs,
        "WORK": text.work,
    }
    return f"""\
/*
 * {name}.c computes this program for n samples: X has {capitals}_INPUTS numbers for each of them. The mean of its
 * output is returned.
 *
 *     static {real} work[{capitals}_WORK + 1], gradient[{capitals}_PARAMETERS], outputs[{capitals}_OUTPUTS];
 *     {real} X[{capitals}_INPUTS] = {{0}};
 *     double mean = {name}({name}_parameters, X, 1, gradient, outputs, work);
 *
 * gradient and outputs may be NULL: then they are not computed. Calls at the same time need a work of their own.
 */
#ifndef {capitals}_H
#define {capitals}_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {{
#endif

enum {{
{chr(10).join(f"    {capitals}_{key} = {size}," for key, size in sizes.items())}
}};

{table}

double {name}(const {real} *parameters, const {real} *X, size_t n,
       {" " * len(name)} {real} *gradient, {real} *outputs, {real} *work);

#ifdef __cplusplus
}}
#endif

#endif
"""
