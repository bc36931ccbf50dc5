"""How often a promise of SAFETY 3 is tried: on every day, and by `uv run pytest -m long`."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings


def tried(quick: int, long: int) -> pytest.MarkDecorator:
    """Give a test `often`: how many examples it is to try."""
    return pytest.mark.parametrize("often", [quick, pytest.param(long, marks=pytest.mark.long)])


def calm(often: int) -> settings:
    """Return how often a promise is tried; a slow example is no fault, what takes long has a test of its own."""
    return settings(max_examples=often, deadline=None, suppress_health_check=list(HealthCheck))
