"""Fills the form of the new-plan screen in one line."""

from __future__ import annotations

from typing import Any

from careplan.new_plan import Entered, changed
from tests.known_catalogue import known_catalogue


def entered(changes: dict[str, Any], form: Entered | None = None) -> Entered:
    """Return the form after these changes, one after the other."""
    filled = form or Entered()
    for field, value in changes.items():
        filled = changed(filled, field, value, known_catalogue().clinical, known_catalogue().examinations)
    return filled
