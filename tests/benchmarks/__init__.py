"""The speed that the house holds, measured as ratios within one run (DESIGN 8).

`uv run python -m tests.benchmarks [NAME ...]` prints one line a figure and writes benchmarks.json. Each module
beside this one is a benchmark: `run() -> list[Figure]`. It also asserts its answer against the slow way, so that
a fast wrong answer never counts. pytest does not time anything.
"""
