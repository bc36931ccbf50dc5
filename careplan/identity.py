"""The name of a planned task that never changes."""

from __future__ import annotations

from typing import NamedTuple

GROUP = "group"
"""Module word of a merged task: its key is the merge group, its instance the round (PLAN_RULES R6)."""

RED_FLAGS = "red_flags"
"""Module word of the urgent task of a red flag: its key is the flag, its instance the number of that flag."""

BY_HAND = "by_hand"
"""Module word of a task that a person added; its instance counts them."""

MEETING = "review"
"""Module word of a review meeting among the members of a task that was agreed there: its key is the day."""


class Identity(NamedTuple):
    """What a planned task is, whatever its dates, titles and owners become.

    Attributes:
        module: module of the template, or one of GROUP, RED_FLAGS, BY_HAND.
        key: task key in that module, merge group, red flag or a word for a hand-made task.
        instance: the operation, procedure or round it belongs to; 1 where there is one only.
        occurrence: position in its series, from 1.
    """

    module: str
    key: str
    instance: int = 1
    occurrence: int = 1

    def __str__(self) -> str:
        instance = f"/{self.instance}" if self.instance != 1 else ""
        return f"{self.module}/{self.key}{instance}#{self.occurrence}"

    @property
    def series(self) -> tuple[str, str, int]:
        """What all occurrences of one series share."""
        return self[:3]

    @classmethod
    def parse(cls, text: str) -> Identity:
        """Read what `str` wrote; raises ValueError for anything else."""
        module, _, rest = text.partition("/")
        name, _, occurrence = rest.rpartition("#")
        key, _, instance = name.partition("/")
        if not (module and key):
            raise ValueError(f"{text!r} is not the identity of a task.")
        return cls(module, key, int(instance or 1), int(occurrence))
