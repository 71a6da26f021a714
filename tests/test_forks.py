"""A process that forks while other threads draw: the child draws, too, and does not wait for ever."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.samples import sampled

PROGRAM = """
import os, threading, time, warnings
import viz
from autograd import Value
from viz.plots import figure_files
from viz.render import pdf

warnings.simplefilter("ignore", DeprecationWarning)  # Python's own advice against forks with threads

def graph(n):
    x = y = Value(0.5, "x")
    for i in range(n):
        y = (y * x + float(i)).tanh()
    return y

def work(k):
    picture = viz.draw(graph(3 + k))
    {work}

work(0)
busy = True
def other_thread():
    k = 0
    while busy:
        k += 1
        work(k % 20)

thread = threading.Thread(target=other_thread)
thread.start()
for k in range(6):
    time.sleep(0.01 * k)
    child = os.fork()
    if child == 0:
        work(6 + k)
        os._exit(7)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
busy = False
thread.join()
print("done")
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing forks there")
@pytest.mark.parametrize("work", sampled(["picture.svg()", "picture.pipe('pdf')"], 2))
def test_a_child_of_a_process_whose_other_thread_draws(work):
    program = [sys.executable, "-c", PROGRAM.replace("{work}", work)]
    root = Path(__file__).parent.parent
    done = subprocess.run(
        program, cwd=root, capture_output=True, text=True, timeout=120
    )
    assert (done.stdout, done.returncode) == ("done\n", 0), done.stderr
