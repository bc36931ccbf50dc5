"""Tasks of several templates become one (PLAN_RULES R6): one node for each task or merge group and round."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from careplan.expand.anchors import Anchors
from careplan.expand.candidates import Candidate, Occurrence
from careplan.expand.values import Series
from careplan.identity import Identity
from careplan.task import Priority
from careplan.template_set import Ref
from careplan.urgency import FlagClass
from careplan.working_days import last_working_day, next_working_day

_PRESSING = tuple(Priority)


@dataclass(slots=True)
class Draft:
    """One occurrence while its dates are being settled.

    `raw` is the target before working days and waits; `offset` its days after the anchor, known even
    while the anchor is not; `waits` what it waits for; `entered` says that it is being settled.
    """

    identity: Identity
    source: Candidate
    offset: int
    raw: date | None
    due: date | None
    first: date | None
    last: date | None
    urgent: bool
    waits: Sequence[Draft] = ()
    forward: bool = False
    flag_class: FlagClass = FlagClass.U3
    entered: bool = False


@dataclass(slots=True)
class Node:
    """One task of a plan: its members in order of precedence, and what stands behind each occurrence.

    `members` are those whose condition holds; `all` also holds questions and absent ones. `leading`
    is the member whose target is used, `priority` the most pressing one of the members. `question_waits`
    are the questions that it waits for, as `module/KEY`.
    """

    series: Series
    all: Sequence[Candidate]
    members: Sequence[Candidate]
    priority: Priority
    drafts: Sequence[Draft]
    question_waits: tuple[str, ...] = ()

    @property
    def leading(self) -> Candidate:
        """The member with the earliest target."""
        return self.drafts[0].source


def nodes(found: Iterable[Candidate], anchors: Anchors, holidays: frozenset[date]) -> dict[Series, Node]:
    """Return the tasks of a plan in template order, each with its occurrences drafted."""
    together: dict[Series, list[Candidate]] = {}
    for candidate in found:
        together.setdefault(anchors.series(candidate.entry, candidate.task), []).append(candidate)
    return {series: _node(series, behind, holidays) for series, behind in together.items()}


def _node(series: Series, behind: list[Candidate], holidays: frozenset[date]) -> Node:
    members = behind
    if len(behind) > 1:
        behind.sort(key=lambda candidate: candidate.task.rank)
        members = [candidate for candidate in behind if candidate.verdict.truth]
    if not members or not members[0].verdict.truth:
        return Node(series, behind, (), Priority.NORMAL, ())
    priority = _priority(members)
    urgent = priority is Priority.URGENT
    drafts = [
        _draft(Identity(*series, number), source, days, urgent, holidays)
        for number, (source, days) in enumerate(_occurrences(members), start=1)
    ]
    return Node(series, behind, members, priority, drafts)


def _priority(members: list[Candidate]) -> Priority:
    if len(members) == 1:
        return members[0].task.priority
    return min((member.task.priority for member in members), key=_PRESSING.index)


def _occurrences(members: list[Candidate]) -> list[tuple[Candidate, Occurrence]]:
    """Return the days of a merged task, each with the member it comes from.

    The first comes from the member with the earliest target; then those of the member with most
    occurrences; then those of the others that lie after its last, one for each day.
    """
    if len(members) == 1:
        return [(members[0], occurrence) for occurrence in members[0].occurrences()]
    asking = _earliest_of_each(members)
    first = [(member, member.occurrences()[0]) for member in asking]
    days = [min(first, key=lambda found: (_order(found[1]), found[0].task.rank))]
    longest = max(asking, key=lambda member: (len(member.task.spans), -member.task.rank))
    days += _after(days[-1], [longest])
    return days + _after(days[-1], [member for member in asking if member is not longest])


def _earliest_of_each(members: list[Candidate]) -> list[Candidate]:
    """Return one candidate for each template task: where two modules ask for it, that of the earlier (R3)."""
    earliest: dict[Ref, Candidate] = {}
    for member in members:
        known = earliest.setdefault(member.task.ref, member)
        if member.entry.start < known.entry.start:
            earliest[member.task.ref] = member
    return list(earliest.values())


def _after(last: tuple[Candidate, Occurrence], members: list[Candidate]) -> list[tuple[Candidate, Occurrence]]:
    """Return the later occurrences of these members after one occurrence, in order of days, each day once."""
    found: dict[tuple[bool, int], tuple[Candidate, Occurrence]] = {}
    for member in members:
        for occurrence in member.occurrences()[1:]:
            if _order(occurrence)[:2] > _order(last[1])[:2]:
                found.setdefault(_order(occurrence)[:2], (member, occurrence))
    return [found[day] for day in sorted(found)]


def _order(occurrence: Occurrence) -> tuple[bool, int, int]:
    """Order by target, then window end; what has no date comes last, by its days after the anchor."""
    if occurrence.target is None or occurrence.last is None:
        return True, occurrence.offset, 0
    return False, occurrence.target.toordinal(), occurrence.last.toordinal()


def _draft(identity: Identity, source: Candidate, days: Occurrence, urgent: bool, holidays: frozenset[date]) -> Draft:
    offset, target, first, last = days
    due = target
    if target is not None and last is not None and not urgent:
        working = next_working_day(target, holidays)
        if working != target:
            due = _moved(source, days, working, holidays)
    return Draft(identity, source, offset, target, due, first, last, urgent)


def _moved(source: Candidate, days: Occurrence, working: date, holidays: frozenset[date]) -> date | None:
    """Return where a target goes that is no working day: forward inside its window, else it stays (R21).

    Preparation does not go over what it prepares (R2): it goes back, where that day is still to come, else it stays.
    """
    _, target, first, last = days
    if target is None or first is None or last is None:
        return target
    event = source.anchor.day if source.anchor else None
    if event is None or not first < event or not target <= event < working:
        return working if working <= last else target
    earlier = last_working_day(target, holidays)
    return earlier if earlier >= max(first, source.came_up) else target


def late_after(draft: Draft, holidays: frozenset[date]) -> date | None:
    """Return the last day on which it is not late (R19, R21); for preparation not after what it prepares (R2)."""
    if draft.last is None or draft.urgent:
        return draft.last
    working, anchor = next_working_day(draft.last, holidays), draft.source.anchor
    if draft.offset < 0 and anchor and anchor.day and working > anchor.day:
        return max(draft.last, anchor.day)
    return working


def raise_to(draft: Draft, day: date) -> None:
    """Move the target to `day` and the window's end by as many days (R20)."""
    if draft.due is not None and draft.last is not None and day > draft.due:
        draft.last += timedelta(days=(day - draft.due).days)
        draft.due = day
