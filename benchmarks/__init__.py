"""Side-by-side measurements against peers: ``python -m benchmarks`` prints ratios; tests never assert a time."""
