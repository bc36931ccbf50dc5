"""Tells what a file of FHIR says, as `careplan import` prints it, and takes what is marked with a plus."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

import click

from careplan.clinic import Clinic
from careplan.coordination.other_plans import (
    GoalOffer,
    Offer,
    Offers,
    OtherFile,
    after_words,
    offers,
    read_other,
    title_of,
)
from careplan.coordination.other_plans_apply import take_other
from careplan.coordination.templates_fhir import CameBack, Difference
from careplan.errors import InvalidInput
from careplan.team import Practitioner
from careplan.unseen import visible_on_terminal

_SHOWN: Final = 100
"""Characters of a value that one line shows."""


class Into(NamedTuple):
    """Where a file is to go: the plan, who does what it names no role for, and of whom it is taken."""

    plan: str | None
    role: str | None
    whose: str | None = None


def import_fhir(clinic: Clinic, file: BinaryIO, actor: Practitioner, into: Into, *, take: bool) -> None:
    """Print what became of each value, and what may be taken; with `take`, take it.

    Raises:
        InvalidInput: the file cannot be read, the role is none, or no plan is named where something is to be taken.
    """
    known = [role.id for role in clinic.catalogue.roles.values() if not role.account_only]
    if into.role and into.role not in known:
        raise InvalidInput(f"“{into.role}” is no role that owns tasks. Write one of {', '.join(known)}.")
    found = read_other(clinic, file, actor=actor)
    for line in _told(found):
        _say(line)
    if found.plans and not into.plan:
        if take:
            raise InvalidInput("Say with --plan into which plan its tasks and goals are to go.")
        _say("With --plan it says what may be taken into that plan.")
    if not found.plans or not into.plan:
        return
    whose = _whose(found, into.whose)
    found = found.of(whose) if whose is not None else found
    offered = offers(clinic, found, into.plan, actor=actor, role=into.role)
    for line in _offered(offered):
        _say(line)
    taken = [one.key for one in offered.tasks if one.ticked] + [one.key for one in offered.goals if one.ticked]
    if take and taken:
        came = take_other(clinic, file, into.plan, taken, actor=actor, role=into.role, whose=whose)
        _say(came.done.words)
        for refused in came.refused:
            _say(f"- {refused.title}: {refused.why}")


def _whose(found: OtherFile, said: str | None) -> str | None:
    """Return the key of the person that was named; raises InvalidInput where one must be, or is none of the file."""
    words = [one.words for one in found.people]
    if said is None and len(words) < 2:
        return None
    keys = [one.key for one in found.people if one.words == said]
    if len(keys) != 1:
        names = "; ".join(f"“{one}”" for one in words) or "nobody"
        raise InvalidInput(f"Its plans are of {names}. Say with --of of whom they are to be taken, in these words.")
    return keys[0]


def came_back_lines(template: CameBack) -> Iterator[str]:
    """Yield how a template that came back differs from the one in use, and what is wrong with it."""
    against = f"held against version {template.in_use}, in use" if template.in_use else "no template of this key in use"
    same = "just what is in use" if template.is_in_use else against
    yield f"Template {template.key}, version {template.version}, {template.tasks} tasks: {same}"
    for one in template.differences:
        yield f"  {' '.join(filter(None, (one.task or 'Head', one.title)))}: {_what(one)}"
    for problem in template.problems:
        yield f"  To be mended: {problem}"


def _what(one: Difference) -> str:
    if one.new:
        return "new"
    return "not in the file" if one.gone else ", ".join(one.fields)


def _told(found: OtherFile) -> Iterator[str]:
    for template in found.templates:
        yield from came_back_lines(template)
    for plan in found.plans:
        whose = f", of {plan.subject.words}" if plan.subject.words else ""
        yield f"{plan.kind}{f': {plan.title}' if plan.title else ''}{whose}"
        yield from (f"! {warning}" for warning in plan.warnings)
    for title, leaves in (("Used", found.used), ("Kept as text", found.kept), ("Not understood", found.unknown)):
        yield f"{title}: {len(leaves)}"
        for leaf in leaves:
            text = " ".join(leaf.text.split())
            yield f"  {leaf.path} = {text if len(text) <= _SHOWN else f'{text[:_SHOWN]}…'}"


def _offered(found: Offers) -> Iterator[str]:
    yield f"Into {found.plan_id}, patient {found.patient_id}:"
    if found.doubt:
        yield f"! {found.doubt}"
    yield from map(_task, found.tasks)
    yield from map(_goal, found.goals)


def _task(one: Offer) -> str:
    if one.why_not:
        return f"- {title_of(one.activity)}: {one.why_not}"
    due = one.activity.due.isoformat() if one.activity.due else "no date yet"
    mark, note = "+" if one.ticked else "?", f" ({one.note})" if one.note else ""
    said = ", ".join(filter(None, (title_of(one.activity), one.role, due, after_words(one))))
    return f"{mark} Task: {said}{note}"


def _goal(one: GoalOffer) -> str:
    mark, note = ("+", "") if one.ticked else ("?", f" ({one.note})" if one.note else "")
    return f"{mark} Goal: {one.goal.words}{note}"


def _say(line: str) -> None:
    click.echo(visible_on_terminal(line))
