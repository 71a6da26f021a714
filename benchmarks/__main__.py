"""``python -m benchmarks``: every benchmark there is; for now that is `benchmarks.eager`."""

from benchmarks.eager import main

main()
