"""A long run of trials by chance, of every kind, until the minutes are over: ``python -m tests.soak --minutes 30``.

    graphs      random graphs in all ways: reverse, forward, paths, differences, complex step, compiled
    c           their programs in C
    javascript  their programs as JavaScript, under node
    kills       kill -9 in training and while files are written, and going on from there
    labels      hostile labels in everything that is written
    files       damaged and forged files for every reader
    formulas    formulas on the command line, right and damaged, with any options
    pages       pages with hostile labels in Chromium, with a canary

Each kind runs in a process of its own for its share of the time, one after the other; what brings that process down, or
hangs in it, is a failure, too. A failure is printed with the command that tries it again. Exit status: 0 if nothing
failed, 1 if something did, or, where CI is true, if a kind could not be tried for want of a program.
"""

from __future__ import annotations

import argparse
import faulthandler
import importlib
import multiprocessing
import os
import resource
import shlex
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import Any

if not __package__:  # run as a file
    sys.path[0] = str(Path(__file__).parent.parent)

from tests.soaking import Kind, NotHere

KINDS = {
    "graphs": ("tests.soaking.comparison:trials", 3),
    "c": ("tests.soaking.other_languages:c_trials", 1),
    "javascript": ("tests.soaking.other_languages:javascript_trials", 1),
    "kills": ("tests.soaking.kills:trials", 3),
    "labels": ("tests.soaking.labels:trials", 2),
    "files": ("tests.soaking.damaged_files:trials", 1),
    "formulas": ("tests.soaking.formulas:trials", 2),
    "pages": ("tests.soaking.pages:trials", 2),
}
"""Kind -> the module and its function, and its share of the time."""
LONGEST_TRIAL = 120
"""Seconds after which a trial hangs."""
SILENCE = 2 * LONGEST_TRIAL
"""Seconds after which a process that says nothing is given up: what hangs is no Python."""
MOST_SHOWN = 5
"""Failures of a kind that are printed."""


@dataclass
class Outcome:
    """What became of a kind."""

    kind: str
    tried: int = 0
    failed: list[int] = field(default_factory=list)
    """Seeds."""
    done: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    megabytes: tuple[float, float] = (0.0, 0.0)
    """Of the process: the largest after the first trials, and at the end."""
    missing: str = ""

    def __str__(self) -> str:
        if self.missing:
            return f"{self.kind:12}not tried: {self.missing}"
        done = ", ".join(
            f"{count:,} {what}" for what, count in sorted(self.done.items())
        )
        before, after = self.megabytes
        return (
            f"{self.kind:12}{self.tried:9,} tried{len(self.failed):6,} failed{self.seconds:8,.0f} s"
            f"{before:6,.0f} → {after:,.0f} MB   {done}"
        )


class TakesTooLong(BaseException):
    """No Exception: nothing under test may catch it."""


def _alarm(_: int, __: FrameType | None) -> None:
    raise TakesTooLong(f"a trial took more than {LONGEST_TRIAL} s")


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def work(entry: str, first: int, trials: int, seconds: float, pipe: Connection) -> None:
    """Try one seed after the other, and send what became of each: (seed, what was done, error or "", megabytes)."""
    faulthandler.enable()
    signal.signal(signal.SIGALRM, _alarm)
    module, _, name = entry.partition(":")
    kind: Kind = getattr(importlib.import_module(module), name)
    ends = time.monotonic() + seconds
    try:
        with kind() as trial:
            for seed in range(first, first + trials):
                if time.monotonic() > ends:
                    break
                pipe.send(_tried(trial, seed))
    except NotHere as error:
        pipe.send(str(error))


def _tried(trial: Any, seed: int) -> tuple[int, Counter[str], str, float]:
    signal.alarm(LONGEST_TRIAL)
    try:
        return seed, trial(seed), "", _megabytes()
    except (Exception, TakesTooLong) as error:  # noqa: BLE001  whatever a trial raises is its failure
        notes = "\n".join(getattr(error, "__notes__", ()))
        text = f"{type(error).__name__}: {error}\n{notes}".strip()
        return seed, Counter(), text, _megabytes()
    finally:
        signal.alarm(0)


def run(kind: str, entry: str, first: int, trials: int, seconds: float) -> Outcome:
    """A kind in processes of its own: one, and another after each that dies."""
    outcome = Outcome(kind)
    began = time.monotonic()
    context = multiprocessing.get_context("spawn")
    next_seed = first
    while True:
        left = seconds - (time.monotonic() - began)
        done = next_seed - first
        if done >= trials or (left <= 0 and done):
            break
        receiving, sending = context.Pipe(duplex=False)
        arguments = (entry, next_seed, trials - done, left, sending)
        process = context.Process(target=work, args=arguments)
        process.start()
        sending.close()
        next_seed = _listen(receiving, outcome, next_seed)
        process.join(timeout=20)  # to close what it has open
        process.kill()
        process.join()
        if outcome.missing or process.exitcode == 0:
            break
        _fail(outcome, next_seed, f"the process ended with status {process.exitcode}")
        next_seed += 1
    outcome.seconds = time.monotonic() - began
    return outcome


def _listen(receiving: Connection, outcome: Outcome, seed: int) -> int:
    """Note what a process sends until it is through, dead or silent; the seed that comes next."""
    while receiving.poll(SILENCE):
        try:
            message = receiving.recv()
        except EOFError:
            return seed
        if isinstance(message, str):
            outcome.missing = message
            continue
        seed, done, error, megabytes = message
        outcome.done += done
        first = outcome.megabytes[0] if outcome.tried >= 20 else megabytes
        outcome.megabytes = first, megabytes
        if error:
            _fail(outcome, seed, error)
        else:
            outcome.tried += 1
        seed += 1
    return seed


def _fail(outcome: Outcome, seed: int, error: str) -> None:
    outcome.tried += 1
    outcome.failed.append(seed)
    if len(outcome.failed) <= MOST_SHOWN:
        again = f"python -m tests.soak --kind {outcome.kind} --seed {seed} --trials 1"
        print(f"{outcome.kind}, seed {seed}: {error}\n    again: {again}", flush=True)


def _options(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--minutes", type=float, default=2.0, help="for all kinds")
    parser.add_argument("--kind", action="append", choices=KINDS, help="only this one")
    parser.add_argument(
        "--seed", type=int, default=0, help="of the first trial of each"
    )
    parser.add_argument(
        "--trials", type=int, default=10**9, help="at most, of each kind"
    )
    options = parser.parse_args(words)
    if not options.minutes > 0 or options.trials < 1:
        parser.error("--minutes must be more than 0, and --trials at least 1")
    return options


def main(words: list[str] | None = None) -> int:
    """The command line."""
    options = _options(words)
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(variable, "1")  # as many as are measured; forks need it
    kinds = options.kind or list(KINDS)
    shares = sum(KINDS[kind][1] for kind in kinds)
    outcomes = []
    for kind in kinds:
        entry, share = KINDS[kind]
        seconds = 60.0 * options.minutes * share / shares
        outcomes.append(run(kind, entry, options.seed, options.trials, seconds))
        print(outcomes[-1], flush=True)
    tried = sum(outcome.tried for outcome in outcomes)
    failed = sum(len(outcome.failed) for outcome in outcomes)
    missing = any(outcome.missing for outcome in outcomes)
    command = shlex.join(sys.argv[1:] if words is None else words)
    print(f"soak {command}: {tried:,} tried, {failed:,} failed")
    return 1 if failed or (missing and os.environ.get("CI") == "true") else 0


if __name__ == "__main__":
    sys.exit(main())
