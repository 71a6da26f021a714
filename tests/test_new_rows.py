"""Adding an operation is adding a row: with new rows in a copy of the table, every test that loops over rows passes.

The copy is a checkout of its own, in which `autograd/rules.py` has the new rows as lines of text. What is generated
from the table (docs/rules.md, the two stubs and the rows of the engine in C) is generated first, as whoever adds a row
does. The rows are awkward on purpose: none is defined at the small numbers that suit most of the table, or only there.
"""

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
END = ")\n# fmt: on\n"  # of the table

ROW = re.compile(r"```python\n(Rule\(.*?)\n```", re.DOTALL)
"""The row that CONTRIBUTING.md adds, as an example for whoever adds another."""


def documented():
    """That row, as lines of the table."""
    (row,) = ROW.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    return textwrap.indent(row, "    ") + ",\n"


AWKWARD = r'''
    Rule("remote", "remote", lambda m, x: m.sqrt(x - 100.0), lambda m, z, x: (0.5 / z,), r"\sqrt{{{0} - 100}}",
         domain=(Interval(100.0),), doc="Defined far from zero."),
    Rule("narrow", "narrow", lambda m, x: m.asin(100.0 * x),
         lambda m, z, x: (100.0 / m.sqrt((1.0 - 100.0 * x) * (1.0 + 100.0 * x)),), r"\arcsin(100 \cdot {0})",
         domain=(Interval(-0.01, 0.01),), doc="Defined on a narrow interval."),
    Rule("pierced", "hole", lambda m, x: 1.0 / (x - 0.5), lambda m, z, x: (-z * z,), r"\frac{{1}}{{{0} - 0.5}}",
         domain=(Interval(hole=0.5),), doc="A pole at the number that tests like best."),
    Rule("paired", "paired", lambda m, x, y: m.log(x - 2.0) * m.asin(y),
         lambda m, z, x, y: (m.asin(y) / (x - 2.0), m.log(x - 2.0) / m.sqrt((1.0 - y) * (1.0 + y))),
         r"\ln({0} - 2) \cdot \arcsin {1}", domain=(Interval(2.0), UNIT), doc="Two arguments, two domains."),
    Rule("bent", "bent", lambda m, x, slope: m.where(m.less(x, 0.5), 0.5 + slope * (x - 0.5), x),
         lambda m, z, x, slope: (unless_nan(m, x, m.where(m.less(0.5, x), 1.0, slope)),),
         r"\operatorname{{bent}}_{{{1}}}({0})",
         kink=lambda x, slope: x - 0.5, constants=(("slope", 0.25),),
         doc="A kink at 0.5; the slope there is that below it, by convention."),
'''  # fmt: skip

LOOPS = re.compile(r"\bRULES\b|autograd\.strategies|rules_table")
"""What a test file that loops over the rows says somewhere."""


def files_that_loop():
    """Those and the documents, whose examples may do so, too."""
    this = Path(__file__).name
    files = [
        path
        for path in sorted((ROOT / "tests").glob("test_*.py"))
        if path.name != this and LOOPS.search(path.read_text())
    ]
    return [str(path.relative_to(ROOT)) for path in files]


def pytest_in(folder, *arguments):
    """Run pytest in a checkout, so that what it imports, in subprocesses too, is that one."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    return subprocess.run(
        [*command, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def checkout(tmp_path):
    """A copy of the repository with all these rows in its table: one, as every test that loops takes minutes."""
    unneeded = shutil.ignore_patterns(".git", "__pycache__", ".*cache", ".hypothesis")
    folder = tmp_path / "checkout"
    shutil.copytree(ROOT, folder, ignore=unneeded)
    rules = folder / "autograd" / "rules.py"
    text = rules.read_text()
    assert text.count(END) == 1
    rules.write_text(
        text.replace(END, f"{documented()}{AWKWARD.strip(chr(10))}\n{END}")
    )
    writers = (
        "-k",
        "rules_page or stub_of or rows_in_c_are_the_table",
        "tests/test_docs.py",
        "tests/test_stubs.py",
        "tests/test_core.py",
    )
    generated = pytest_in(folder, "-n0", "--regen", *writers)
    assert generated.returncode == 0, generated.stdout
    return folder


@pytest.mark.slow
def test_new_rows_pass_every_test_that_loops_over_the_table(checkout):
    result = pytest_in(checkout, "--tb=short", "tests/test_docs.py", *files_that_loop())
    assert result.returncode == 0, result.stdout[-20000:]
    assert " passed" in result.stdout
