"""The line above a list: choices between a few things, each a row of chips of which one is chosen."""

from careplan.pages.parts.choices.component import Choice, choices

__all__ = ["Choice", "choices"]
