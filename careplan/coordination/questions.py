"""What a plan still has to know: what it asks now, and what a later result will answer (PLAN_RULES R14)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from careplan.catalogue import Catalogue
from careplan.expand import Expansion, Question
from careplan.team import RoleId


@dataclass(frozen=True, slots=True)
class PlanQuestion:
    """A fact that nobody is asked for in a task, and the tasks that its answer may open.

    Attributes:
        fact: id of the fact.
        words: the question as it is put.
        type: which kind of answer it has; `values` are the answers of a list.
        measured: it is the score of a measure, not a plain answer.
        opens: titles of the tasks that wait for the answer.
    """

    fact: str
    words: str
    type: Literal["bool", "number", "list"]
    values: tuple[str, ...]
    measured: bool
    opens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LaterTask:
    """A task that a later result or decision may bring."""

    key: str
    title: str
    role: RoleId


@dataclass(frozen=True, slots=True)
class Questions:
    """Both kinds: `now` is put to the team, `later` answers itself in the course of the plan."""

    now: tuple[PlanQuestion, ...] = ()
    later: tuple[LaterTask, ...] = ()


def questions_of(expansion: Expansion, catalogue: Catalogue) -> Questions:
    """Return the questions of a plan, each fact once, in the order of the templates."""
    found = list(expansion.questions.values())
    asked: dict[str, list[str]] = {}
    for question in (one for one in found if not one.later):
        for fact in question.missing:
            asked.setdefault(fact, []).append(question.title)
    later = tuple(_later(found))
    return Questions(tuple(_put(catalogue, fact, titles) for fact, titles in asked.items()), later)


def _later(found: Iterable[Question]) -> Iterable[LaterTask]:
    return (LaterTask(one.key, one.title, one.role) for one in found if one.later)


def _put(catalogue: Catalogue, fact: str, titles: list[str]) -> PlanQuestion:
    known = catalogue.facts[fact]
    return PlanQuestion(
        fact=fact,
        words=known.question or f"{known.label}?",
        type=known.type,
        values=known.values,
        measured=known.measured,
        opens=tuple(titles),
    )
