"""Programs that a test interrupts with Ctrl-C, wherever the tests themselves run."""

import contextlib
import signal
import subprocess


def _heed():
    """A shell that runs the tests in the background has them ignore SIGINT, and children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextlib.contextmanager
def interruptible(command, **options):
    """A started program as text, which heeds SIGINT and does not outlive the block."""
    with subprocess.Popen(command, text=True, preexec_fn=_heed, **options) as program:
        try:
            yield program
        finally:
            program.kill()
