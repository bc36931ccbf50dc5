"""What cannot be in an intake: where it stands, and a sentence for the file or for the screen."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class Refusal(NamedTuple):
    """One thing that is wrong.

    Attributes:
        where: its place in the file, such as `operations[0].date`.
        words: what is wrong and what to do; `{}` stands for each of `days`.
        days: written as 2026-03-09 in the file's sentence, as 9 Mar 2026 on a screen.
    """

    where: str
    words: str
    days: tuple[date, ...] = ()

    @property
    def in_file(self) -> str:
        """The sentence for whoever wrote the file."""
        return f"{self.where} {self._with(*(day.isoformat() for day in self.days))}"

    @property
    def on_screen(self) -> str:
        """The sentence beside the field."""
        return self._with(*(f"{day.day} {day:%b} {day.year}" for day in self.days))

    def _with(self, *days: str) -> str:
        """Fill the days in; words without days may hold braces that a person typed."""
        return self.words.format(*days) if days else self.words
