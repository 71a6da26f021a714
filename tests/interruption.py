"""Programs that a test interrupts with Ctrl-C, wherever the tests themselves run."""

import contextlib
import signal
import subprocess


@contextlib.contextmanager
def _heeded():
    """A shell that runs the tests in the background has them ignore SIGINT, and children inherit that.

    What runs in a child before its program (`preexec_fn`) would not do: packages such as JAX, which
    other tests import, warn of every fork that runs Python.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def interruptible(command, **options):
    """A started program as text, which heeds SIGINT and does not outlive the block."""
    with _heeded():
        program = subprocess.Popen(command, text=True, **options)
    with program:
        try:
            yield program
        finally:
            program.kill()
