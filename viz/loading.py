"""What the command line does while the packages are still being loaded, which is most of a short command.

``python -m viz`` and ``chalkgrad`` import this package before any line of `viz.cli` runs. Ctrl-C ends them there as it
ends them later: without a traceback, with exit status 130. This file needs nothing but Python.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import Any


def is_command_line() -> bool:
    """Whether this process is ``chalkgrad ...`` or ``python -m viz ...``, where a traceback helps nobody."""
    program = os.path.basename(sys.argv[0]) if sys.argv else ""
    if program.split(".")[0].removesuffix("-script") == "chalkgrad":
        return True
    words = sys.orig_argv
    after = [words[i + 1] for i, word in enumerate(words[:-1]) if word == "-m"]
    return program == "-m" and after[:1] in (["viz"], ["chalkgrad"])


def _leave(*_signal: Any) -> None:
    os._exit(130)  # nothing has been written yet


def leave_quietly() -> None:
    """On the command line, let Ctrl-C end the process at once, until `loaded`."""
    if (
        not is_command_line()
        or threading.current_thread() is not threading.main_thread()
    ):
        return
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _leave)


def loaded() -> None:
    """From here on Ctrl-C is a KeyboardInterrupt, which `viz.cli.main` catches."""
    if signal.getsignal(signal.SIGINT) is _leave:
        signal.signal(signal.SIGINT, signal.default_int_handler)


leave_quietly()
