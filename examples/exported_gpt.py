"""A recorded program as one in C that trains by itself: exported, built together with microgpt_main.c, and run."""

import os
import shlex
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

MAIN = Path(__file__).with_name("microgpt_main.c")
OPTIONS = ("-std=c99", "-O2", "-ffp-contract=off")


def compiler():
    """The command of a C compiler, $CC or one of the usual names; None if there is none."""
    named = shlex.split(os.environ.get("CC", ""))
    usual = [[name] for name in ("cc", "gcc", "clang")]
    for words in [named] if named else usual:
        if shutil.which(words[0]):
            return words
    return None


def losses_of(program, rows, steps, of):
    """The losses of the first `steps` of a run of `of`, a row at a time, in C alone; None without a compiler.

    Training begins at `program.parameters`, which it leaves as they are.
    """
    command = compiler()
    if command is None:
        return None
    numbers = [steps, of, len(rows), *rows.ravel()]
    with TemporaryDirectory() as folder:
        program.export(Path(folder, "microgpt.c"))
        shutil.copy(MAIN, folder)
        build = [*command, *OPTIONS, MAIN.name, "microgpt.c", "-o", "microgpt", "-lm"]
        subprocess.run(build, cwd=folder, check=True)
        done = subprocess.run(
            [str(Path(folder, "microgpt"))],
            input="\n".join(repr(float(x)) for x in numbers),
            capture_output=True,
            text=True,
            check=True,
        )
    return [float(line) for line in done.stdout.split()]
