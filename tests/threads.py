"""Threads for tests: the same work many times, at the same time."""

import threading


def at_once(work, count):
    """Run work(0), work(1), ... each in a thread of its own, and wait for all."""
    threads = [threading.Thread(target=work, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
