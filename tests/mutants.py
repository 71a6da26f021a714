"""Are the tests able to fail? ``python -m tests.mutants`` breaks the code in one place at a time and runs its tests.

Vocabulary: a *mutant* is a module with one change (+ for −, < for <=, 2.0 for 1.0, `and` for `or`, a loop that does not
run); it is *killed* if a test fails or never ends, else it *survives*. An *equivalent* mutant computes the same as the
original, so that no test can kill it: these are listed below, with the reason.

Cosmic Ray makes the mutants: it changes the lambdas of a table, too, where tools that wrap functions cannot reach. Each
is tested in a process of its own, forked from one that has imported what takes long and nothing of this package. The
module under test is loaded from the mutated text, never written to disk.

``python -m tests.mutants``                    every mutant of every module: about an hour on two cores
``python -m tests.mutants --sample 50``        at most 50 of each module, the same on every run
``python -m tests.mutants viz/analysis/health.py --show``    one module; prints the survivors as differences

Fails if less than 85 % are killed in any module.
"""

import argparse
import contextlib
import difflib
import importlib.util
import os
import random
import signal
import sys
import time
from dataclasses import dataclass
from functools import cached_property
from importlib.machinery import SourceFileLoader
from pathlib import Path

ROOT = Path(__file__).parent.parent
LEAST = 0.85

TARGETS = {  # module: the test files that are about it, quick ones first
    "autograd/fields.py": ["graph", "freshness", "copying", "value", "grain"],
    "autograd/graph.py": ["graph", "freshness", "copying", "value", "grain"],
    "autograd/chain_rule.py": ["graph", "value", "freshness", "random_graphs"],
    "autograd/freshness.py": ["freshness"],
    "autograd/rules.py": [
        "rules",
        "tails",
        "rulebook",
        "peers",
        "numerics",
        "verdicts",
    ],
    "autograd/rows/functions.py": ["row_values", "rules", "tails", "peers"],
    "autograd/rows/piecewise.py": ["row_values", "rules", "tails", "peers"],
    "autograd/rows/units.py": ["row_values", "rules", "tails", "peers"],
    "autograd/check.py": ["check", "culprits", "verdicts"],
    "autograd/culprits.py": ["culprits", "verdicts", "check"],
    "autograd/nn/models/losses.py": ["nn_losses"],
    "autograd/nn/optim/schedules.py": ["nn_schedules"],
    "autograd/nn/train/stopping.py": ["nn_stopping"],
    "viz/analysis/health.py": ["health", "findings"],
    "viz/analysis/findings.py": ["findings", "health"],
    "viz/analysis/flatness.py": ["findings", "health"],
}

SWAPS = {  # what stands in the code, and what stands there in a mutant
    "BinaryOperator": ["Add Sub", "Sub Add", "Mul Div", "Div Mul", "Pow Mul", "FloorDiv Div", "Mod Mul"],
    "ComparisonOperator": [
        *("Eq NotEq", "NotEq Eq", "Lt LtE", "Lt GtE", "LtE Lt", "LtE Gt"),
        *("Gt GtE", "Gt LtE", "GtE Gt", "GtE Lt", "Is IsNot", "IsNot Is"),
    ],
    "UnaryOperator": ["Delete USub", "Delete Not"],
}  # fmt: skip
OTHERS = [
    *("AddNot", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue"),
    *("ReplaceAndWithOr", "ReplaceOrWithAnd", "ReplaceBreakWithContinue"),
    *("ReplaceContinueWithBreak", "NumberReplacer", "ZeroIterationForLoop"),
]

_ONE = "there is one partial, which is the first and the last"
_SPEED = "leaves out work whose result would be the same"
_FAR = "products between a thousandth and a thousand are no findings"
_FIRST = "the first epoch never speaks for stopping, which sets it to 0"
_NO_RULE = "without a rule it is not read"
_ONE_NUMBER = "the clock is a list of one number"
_ORDER = "leaves out a time, and only their order counts"
_UNUSED = "is never read"
_AGAIN = "a result that looks older is computed again, and follows from its arguments"

EQUIVALENT: dict[str, dict[str, str]] = {
    "autograd/freshness.py": {
        "if x.__class__ is not float and x._time >= time:": _AGAIN,
        "return y is not None and y.__class__ is not float and y._time >= time": _AGAIN,
    },
    "autograd/graph.py": {
        "count = len(self.rule.constants) if self.rule else 1": "a leaf has no arguments to be cut",
    },
    "autograd/fields.py": {
        "if CLOCK[0] <= time < CHANGED_RESULT:": "sets the clock to what it shows",
        "NEVER: Final = - -0.5": _AGAIN,
        "NEVER: Final = 0.5": _AGAIN,
        "NEVER: Final = - 1.5": "any time before the first",
        "CLOCK: Final[list[int]] = [ -1]": _AGAIN,
        "self._time = time - -0.5 if self.rule is None else CHANGED_RESULT": _AGAIN,
        "self._time = time + 0.5 if self.rule is None else CHANGED_RESULT": _AGAIN,
        "if CLOCK[ -1] < time < CHANGED_RESULT:": _ONE_NUMBER,
        "CLOCK[ -1] = int(time)": _ONE_NUMBER,
        "CLOCK[ -1] = time = next(_ticks)": _ONE_NUMBER,
        "_ticks = count( 2)": _ORDER,
        "_ticks = count(int(time) + 2)": _ORDER,
        "if NATIVE is not None and  TYPE_CHECKING:": "the engine in C is not taken where mutants are tested",
    },
    "viz/analysis/findings.py": {
        "if rule is None and not partials:": "a node has partials if it has a rule",
        'return Finding("saturated", node, partials[ -1], largest=largest)': _ONE,
        "return all(log >= SAFE for log, _, _ in _strongest(nodes).values())": _SPEED,
        "return all(log <= SAFE for log, _, _ in _strongest(nodes).values())": _SPEED,
        "best: dict[Value, Link] = {nodes[-1]: (0.0, None, 2.0)}": _UNUSED,
        "best: dict[Value, Link] = {nodes[-1]: (0.0, None, 0.0)}": _UNUSED,
        "log = best[node][0] if node in best else math.inf": "every node has a consumer before it in the list",
        'kind="vanishing" if log < 1.0 else "exploding",': _FAR,
        'kind="vanishing" if log < -1.0 else "exploding",': _FAR,
        'kind="vanishing" if log <= 0.0 else "exploding",': _FAR,
    },
    "viz/analysis/flatness.py": {
        "return _largest_slope(Gate(self.rule, self._with( 1.0), self.position), reach)": "a key of the cache only",
        "return _largest_slope(Gate(self.rule, self._with( -1.0), self.position), reach)": "a key of the cache only",
        "@lru_cache(maxsize= 1001)": "a cache a little larger",
        "@lru_cache(maxsize= 999)": "a cache a little smaller",
        "if rule is None and len(node.partials) != 1 or rule.arity != 1:": "a leaf has no partials",
        "return abs(node.partials[ -1]) < FLAT * gate_of(node).largest_slope()": _ONE,
        "if not abs(node.partials[ -1]) < 1.0:  # most gates leave here: this steep is not flat": _ONE,
        "x = node.parents[ -1].data": "there is one parent",
    },
    "viz/analysis/health.py": {
        "if abs(log) < 301.0:": "both ways of printing give the same text there",
        "if abs(log) < 299.0:": "both ways of printing give the same text there",
        "if abs(log) <= 300.0:": "both ways of printing give the same text there",
    },
    "autograd/check.py": {
        "@dataclass(frozen=True, slots=False)": "these objects live for one check: only their memory differs",
    },
    "autograd/culprits.py": {
        "@dataclass(frozen=True, slots=False)": "these objects live for one check: only their memory differs",
        "for _ in range( 81):": "a third is cut off once more",
        "for _ in range( 79):": "a third is cut off once less",
        "if any(one * other <= 0.0 for one, other in pairwise(values)):": "0 is looked for before",
    },
    "autograd/nn/optim/schedules.py": {
        "if epoch > self.epochs:": "the cosine gives the minimum there, too",
    },
    "autograd/nn/train/stopping.py": {
        "self._run = -1  # epochs in a row that speak for stopping": _FIRST,
        "least = self._rule.min_delta if self._rule else 1.0": _NO_RULE,
        "least = self._rule.min_delta if self._rule else -1.0": _NO_RULE,
        "return True": _NO_RULE,
    },
}  # fmt: skip
"""For each module the changed lines that no test can tell, and why."""


@dataclass(frozen=True)
class Mutant:
    """A module's text with one change in it."""

    module: str
    operator: str
    occurrence: int
    line: int

    @cached_property
    def text(self):
        """The changed module."""
        from cosmic_ray.mutating import mutate_code
        from cosmic_ray.plugins import get_operator

        operator = get_operator(f"core/{self.operator}")()
        original = (ROOT / self.module).read_text()
        return mutate_code(original, operator, self.occurrence)

    def difference(self):
        """The lines that changed, as a person reads them."""
        before = (ROOT / self.module).read_text().splitlines()
        lines = difflib.unified_diff(before, self.text.splitlines(), n=0, lineterm="")
        changed = [line for line in lines if line[:2] not in ("--", "++", "@@")]
        return f"{self.module}:{self.line} {self.operator}\n  " + "\n  ".join(changed)

    def reason(self):
        """Why it is equivalent, "" if it is not known to be."""
        before = (ROOT / self.module).read_text().splitlines()
        after = self.text.splitlines()
        new = {line.strip() for line in after} - {line.strip() for line in before}
        reasons = EQUIVALENT.get(self.module, {})
        return next((reasons[line] for line in new if line in reasons), "")


def operators():
    """Names of those of Cosmic Ray that make one plausible mistake."""
    for kind, swaps in SWAPS.items():
        for swap in swaps:
            yield f"Replace{kind}_{swap.replace(' ', '_')}"
    yield from OTHERS


def mutants(module):
    """Every mutant of a module, in the order of its lines."""
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.plugins import get_operator

    nodes = list(ast_nodes(get_ast((ROOT / module).read_text())))
    every = []
    for name in operators():
        operator = get_operator(f"core/{name}")()
        positions = [p for node in nodes for p in operator.mutation_positions(node)]
        for occurrence, (start, _) in enumerate(positions):
            every.append(Mutant(module, name, occurrence, start[0]))
    return sorted(every, key=lambda mutant: (mutant.line, mutant.operator))


def sample(every, count):
    """At most `count` of them, the same on every run."""
    if count is None or len(every) <= count:
        return every
    chosen = random.Random(0).sample(range(len(every)), count)
    return [every[i] for i in sorted(chosen)]


# --- one run of the tests -------------------------------------------------------------------------------------------


class Finder:
    """Loads one module from a text instead of its file."""

    def __init__(self, module, text):
        self.path = ROOT / module
        self.name = module.removesuffix(".py").replace("/", ".")
        self.text = text

    def find_spec(self, name, path=None, target=None):
        if name != self.name:
            return None
        loader = SourceFileLoader(name, str(self.path))
        code = compile(self.text, str(self.path), "exec")
        loader.get_code = lambda fullname: code  # type: ignore[method-assign]
        return importlib.util.spec_from_loader(name, loader)


def run_tests(module, text):
    """Run the tests of a module, given as a text; the exit code of pytest. For a process of its own."""
    import pytest

    files = [f"tests/test_{name}.py" for name in TARGETS[module]]
    sys.meta_path.insert(0, Finder(module, text))
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    words = "-o addopts= -m not~slow -q -x --tb=no --assert=plain --doctest-modules -p no:cacheprovider -p no:xdist"
    options = [word.replace("~", " ") for word in words.split()]
    return pytest.main([*options, "--hypothesis-profile=mutants", module, *files])


def start(module, text):
    """The number of a new process that runs the tests of a module."""
    child = os.fork()
    if child:
        return child
    os.setpgid(0, 0)
    try:
        code = int(run_tests(module, text))
    except BaseException:  # noqa: BLE001  a mutant that cannot even be imported is killed
        code = 1
    os._exit(code)


def outcomes(jobs, workers, limits):
    """Run (module, text) pairs side by side; yields (index, passed, seconds) as they end. Those over the limit fail."""
    waiting = list(enumerate(jobs))[::-1]
    running = {}
    while waiting or running:
        while waiting and len(running) < workers:
            index, (module, text) = waiting.pop()
            limit = time.monotonic() + limits[module]
            running[start(module, text)] = index, limit, time.monotonic()
        child, status = os.waitpid(-1, os.WNOHANG)
        if child:
            index, _, began = running.pop(child)
            kill_group(child)
            yield index, status == 0, time.monotonic() - began
            continue
        for child, (index, limit, began) in list(running.items()):
            if time.monotonic() > limit:
                kill_group(child)
                os.waitpid(child, 0)
                del running[child]
                yield index, False, time.monotonic() - began
        time.sleep(0.02)


def kill_group(child):
    """End what a run left behind, itself included."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)


# --- the whole ------------------------------------------------------------------------------------------------------


def preload():
    """Import what takes long, once for all runs, but nothing of this package."""
    import hypothesis
    import mpmath
    import numpy
    import pytest

    assert all((hypothesis, mpmath, numpy, pytest))
    assert "autograd" not in sys.modules


def measure(modules, workers):
    """Seconds that the tests of each module take; SystemExit if they fail without any mutant."""
    jobs = [(module, (ROOT / module).read_text()) for module in modules]
    seconds = {}
    for index, passed, took in outcomes(jobs, workers, dict.fromkeys(modules, 600.0)):
        if not passed:
            raise SystemExit(f"the tests of {modules[index]} fail without any mutant")
        seconds[modules[index]] = took
    return seconds


def main(arguments=None):
    """The command; its exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="*", default=[], help="default: all")
    parser.add_argument("--sample", type=int, help="at most so many of each module")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--show", action="store_true", help="print the survivors")
    options = parser.parse_args(arguments)
    modules = options.modules or list(TARGETS)
    os.chdir(ROOT)
    preload()
    began = time.monotonic()
    seconds = measure(modules, options.workers)
    chosen = [m for module in modules for m in sample(mutants(module), options.sample)]
    reasons = [mutant.reason() for mutant in chosen]
    tested = [mutant for mutant, reason in zip(chosen, reasons) if not reason]
    limits = {module: 10.0 + 5.0 * took for module, took in seconds.items()}
    jobs = [(mutant.module, mutant.text) for mutant in tested]
    survived = []
    for index, passed, _ in outcomes(jobs, options.workers, limits):
        if passed:
            survived.append(tested[index])
            if options.show:
                print(tested[index].difference(), flush=True)
    good = report(modules, chosen, tested, survived)
    print(f"{time.monotonic() - began:.0f} s")
    return 0 if good else 1


def report(modules, chosen, tested, survived):
    """Print the table; whether every module reaches the mark."""
    print(f"{'module':34}{'mutants':>8}{'equivalent':>11}{'killed':>8}{'survived':>9}")
    good = True
    for module in [*modules, "all"]:
        counts = [
            sum(module in (mutant.module, "all") for mutant in group)
            for group in (chosen, tested, survived)
        ]
        made, ran, alive = counts
        share = (ran - alive) / max(ran, 1)
        good = good and share >= LEAST
        print(f"{module:34}{made:8}{made - ran:11}{share:8.0%}{alive:9}")
    return good


if __name__ == "__main__":
    sys.exit(main())
