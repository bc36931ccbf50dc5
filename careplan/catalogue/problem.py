"""What is wrong with a file of the catalogue, as a sentence that a clinician understands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Problem(NamedTuple):
    """One thing wrong.

    Attributes:
        file: name of the file, without its folder.
        place: the task, fact or other row that is meant; empty for the file as a whole.
        sentence: what is wrong and what to do, without the place.
    """

    file: str
    place: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}, {self.place}: {self.sentence}" if self.place else f"{self.file}: {self.sentence}"


def told_once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems with one of them for each mistake: the same sentence about several places names them all."""
    places: dict[tuple[str, str], list[str]] = {}
    for problem in problems:
        places.setdefault((problem.file, problem.sentence), []).append(problem.place)
    return tuple(Problem(file, ", ".join(filter(None, where)), said) for (file, said), where in places.items())
