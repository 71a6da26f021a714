"""Servers for tests: programs that answer on a port of this machine, and are gone for certain when a test file is done."""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

START, STOP = 60, 2
"""Seconds: how long a server may take to answer, and to end after it was asked to."""


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextlib.contextmanager
def serving(command, url, folder, **environment):
    """Run a server until the block ends, beginning when `url` answers. What it says is in folder/server.log."""
    log = folder / "server.log"
    with log.open("w") as said:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait(process, url, log)
            yield
        finally:
            _end(process)


def _wait(process, url, log):
    for _ in range(START * 10):
        if process.poll() is not None:
            break
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(url, timeout=5).close()
            return
        time.sleep(0.1)
    raise AssertionError(f"the server does not answer: {log.read_text()[-3000:]}")


def _end(process):
    """Ask it and its kernels, which are in its group, then end them."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP)
            if sign == signal.SIGTERM:
                time.sleep(0.2)
