"""The engine in C for tests: a copy of the package with the core built into it, whatever is built in the checkout.

And random programs, whose every number both engines have to agree about: ``python -m tests.core_engine 200`` prints
what they record.
"""

import ast
import math
import os
import pickle
import random
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
EDGES = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0, 1e-310, 1e200, 710.0, -745.0]
EDGES += [math.inf, -math.inf, math.nan]


def flags():
    """How setup.py has it compiled."""
    tree = ast.parse((ROOT / "setup.py").read_text())
    named = {
        node.targets[0].id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    return ast.literal_eval(named["AS_WRITTEN"])


def build(folder, *options):
    """A copy of the package in `folder` with the core compiled without a warning."""
    from tests.c_compiler import find

    include = Path(sysconfig.get_paths()["include"])
    if not (include / "Python.h").exists():
        pytest.skip("no Python.h: install the headers of Python")
    ignored = shutil.ignore_patterns("__pycache__", "*.so", "*.pyd")
    shutil.copytree(ROOT / "autograd", folder / "autograd", ignore=ignored)
    core = folder / "autograd" / "c_core"
    library = core / f"native{sysconfig.get_config_var('EXT_SUFFIX')}"
    warnings = "-Wall -Wextra -Werror -Wno-unused-parameter"
    warnings += " -Wno-missing-field-initializers -Wno-cast-function-type"
    command = [*find(), "-O2", *warnings.split(), *flags(), *options]
    command += ["-shared", "-fPIC", f"-I{include}", *map(str, core.glob("*.c"))]
    done = subprocess.run(
        [*command, "-o", str(library), "-lm"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


def run(program, engine, *arguments, folder=ROOT, **environment):
    """What a program, a text or the name of a module, prints with this engine."""
    start = ["-m", program] if program.startswith("tests.") else ["-c", program]
    path = os.pathsep.join([str(folder), str(ROOT)])
    done = subprocess.run(
        [
            sys.executable,
            "-W",
            "ignore::DeprecationWarning",
            *start,
            *map(str, arguments),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": path,
            "CHALKGRAD_CORE": engine,
            **environment,
        },
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout


def _bits(x):
    return "nan" if math.isnan(x) else x.hex()


class _Program:
    """A random graph of all rows, on ordinary and on hard numbers, in modes, of Values and constants."""

    def __init__(self, seed):
        self.draw = random.Random(seed)
        self.values = []

    def number(self):
        draw = self.draw
        return draw.choice(EDGES) if draw.random() < 0.2 else draw.gauss(0.0, 1.0)

    def argument(self):
        draw = self.draw
        kinds = [self.number, lambda: draw.randint(-3, 3), lambda: 10**400]
        other = draw.choices(kinds, [8, 4, 0.05])[0]
        return draw.choice(self.values) if draw.random() < 0.7 else other()

    def step(self):
        from autograd import RULES, apply
        from autograd.bindings import FUNCTIONS

        draw = self.draw
        kind = draw.randrange(10)
        if kind == 0:
            many = [self.argument() for _ in range(draw.randint(1, 6))]
            name = draw.choice(["total", "logsumexp"])
            return apply(RULES[name], draw.choice(self.values), *many)
        if kind <= 5:
            x, y = self.argument(), draw.choice(self.values)
            if draw.random() < 0.5:
                x, y = y, x
            operator = draw.choice(
                ["__add__", "__mul__", "__sub__", "__truediv__", "__pow__", "__mod__"]
            )
            return getattr(__import__("operator"), operator)(x, y)
        rule = RULES[draw.choice(list(FUNCTIONS))]
        arguments = [draw.choice(self.values)]
        arguments += [self.argument() for _ in range((rule.arity or 1) - 1)]
        constants = {
            name: draw.choice([default, abs(self.number())])
            for name, default in rule.constants
        }
        return FUNCTIONS[rule.name](*arguments, **constants)

    def record(self):
        """The sum of all that up to forty steps give."""
        from autograd import Value, no_grad, scope, total

        draw = self.draw
        self.values = [
            Value(self.number(), f"x{i}", parameter=i % 2 == 0) for i in range(4)
        ]
        for _ in range(draw.randint(1, 40)):
            mode = draw.random()
            if mode < 0.05:
                with no_grad():
                    self.values.append(self.step())
            elif mode < 0.15:
                with scope("layer"), scope(f"neuron{len(self.values)}"):
                    self.values.append(self.step())
            else:
                self.values.append(self.step())
        return total(self.values)


def describe(seed):
    """All that a recorded and differentiated program holds, a line for each node."""
    from autograd import gradients, record

    program = _Program(seed)
    y = program.record()
    y.backward()
    if seed % 3 == 0:
        y.backward(0.5)
    if seed % 5 == 0:
        y = pickle.loads(pickle.dumps(y))
    nodes = record(y)
    places = {node: i for i, node in enumerate(nodes)}
    lines = []
    for node in nodes:
        arguments = [
            str(places[x]) if x in places else _bits(x) for x in node.arguments
        ]
        numbers = [node.data, node.grad, *node.partials]
        told = [
            node.op,
            node.label,
            node.scope,
            str(node.parameter),
            str(node.has_grad),
        ]
        lines.append(" ".join([*told, *arguments, "|", *map(_bits, numbers)]))
    lines.append(" ".join(map(_bits, gradients(y, nodes[:3]))))
    return lines


if __name__ == "__main__":
    for number in range(int(sys.argv[1])):
        print("\n".join(describe(number)))
