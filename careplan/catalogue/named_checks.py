"""What a row of a clinical file names: every condition can be answered, every task exists."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from careplan.catalogue.problem import Problem
from careplan.catalogue.vocabulary import Vocabulary
from careplan.condition_language import parse
from careplan.errors import InvalidInput


def conditions(file: str, place: str, text: str | None, words: Vocabulary, also: Collection[str]) -> Iterator[Problem]:
    """Yield why a condition cannot be read or answered; `also` are names that are known besides facts and gates."""
    try:
        comparisons = parse(text).comparisons if text else ()
    except InvalidInput as error:
        yield Problem(file, place, str(error))
        return
    for sentence in words.comparison_refusals(tuple(c for c in comparisons if c.name not in also)):
        yield Problem(file, place, sentence)


def unknown_tasks(file: str, place: str, named: Iterable[str], tasks: Collection[str]) -> Iterator[Problem]:
    """Yield each key that is no task."""
    for task in sorted(named):
        if task not in tasks:
            yield Problem(file, place, f"“{task}” is no task. Take it away or correct it.")
