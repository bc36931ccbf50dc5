"""Fills the form of the new-plan screen in one line."""

from __future__ import annotations

from functools import cache
from typing import Any

from careplan.catalogue import Catalogue, load
from careplan.new_plan import Entered, changed


@cache
def catalogue() -> Catalogue:
    """The catalogue that came with the program."""
    return load()


def entered(changes: dict[str, Any], form: Entered | None = None) -> Entered:
    """Return the form after these changes, one after the other."""
    filled = form or Entered()
    for field, value in changes.items():
        filled = changed(filled, field, value, catalogue().clinical, catalogue().examinations)
    return filled
