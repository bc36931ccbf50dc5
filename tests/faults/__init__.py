"""The promises of SAFETY 3 about records, held against crashes, failing disks, damage and tampering.

The everyday run takes quick figures, `uv run pytest -m long` the long ones. Every checker has its own two tests: what
is planted is reported, and a clean run passes.
"""
