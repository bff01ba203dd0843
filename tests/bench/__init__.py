"""``make bench``: measures the product beside what it is to be compared with, and writes docs/benchmarks.md."""
