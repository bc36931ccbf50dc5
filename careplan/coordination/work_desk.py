"""What is read for My work: the sections of the own role, what is offered to it, and what stands beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from careplan.absence import Cover
from careplan.clinic import Clinic
from careplan.coordination.authority import may
from careplan.coordination.covers import Covers, covers_today
from careplan.coordination.flag_reply import missed_deadlines
from careplan.coordination.hand_offs import unanswered_since
from careplan.hand_off import HandOffState
from careplan.store import Deadlines, FlagRecord, Records, Section, TaskRow
from careplan.team import COORDINATOR, Practitioner, RoleId

ALL_ROWS: Final = 100_000
"""More than one role of one team ever has open."""
_DUE: Final = (Section.OVERDUE, Section.TODAY, Section.SOON)
"""Of the role of who is away, what has to be done by now or soon."""


class Beside(StrEnum):
    """What stands beside the work of a person's own role.

    `covered` is the work of who is away, for whom the person covers; `unanswered` are hand-offs of others to which no
    answer came in time, for the coordinator.
    """

    COVERED = "covered"
    UNANSWERED = "unanswered"


class Group(NamedTuple):
    """A group beside the own work, as rows."""

    beside: Beside
    rows: list[TaskRow]
    total: int
    cover: Cover | None = None


@dataclass(frozen=True, slots=True)
class WorkDesk:
    """Reads the work of one person within one transaction."""

    clinic: Clinic
    records: Records
    actor: Practitioner
    teams: tuple[int, ...]
    today: date
    flags: list[FlagRecord]
    by_now: Deadlines | None
    covers: Covers

    def section(self, section: Section, many: int) -> list[TaskRow]:
        """Return the first `many` rows of a section; of what is handed to a person, what is offered stands first."""
        offers = self._offers(many) if section is Section.HANDED else []
        left = many - len(offers)
        return [*offers, *(self._work(self.actor.role, self.actor.id, self.teams, section, left) if left else ())]

    def count_offered(self) -> int:
        """Return how many tasks are offered to the person."""
        names = self.covers.names_answered(self.actor.id)
        return (
            self.records.hand_offs.count_offered_to(self.actor.role, names, self.teams, account=self.actor.id)
            if self.teams
            else 0
        )

    def groups_beside(self, many: int) -> Iterator[Group]:
        """Yield the groups beside the own work that have a row, each with its first `many`."""
        seen: set[str] = set()
        for cover in self.covers.by(self.actor.id):
            rows = [row for row in self._covered(cover) if row.id not in seen]
            seen |= {row.id for row in rows}
            if rows:
                yield Group(Beside.COVERED, rows[:many], len(rows), cover)
        if self.actor.role == COORDINATOR and self.teams:
            until = unanswered_since(self.clinic, self.records)
            rows, count = self.records.hand_offs.waiting_of_others(
                self.actor.role, self.teams, account=self.actor.id, until=until, limit=many
            )
            shown = [row for row in rows if row.id not in seen]
            if left := count - len(rows) + len(shown):
                yield Group(Beside.UNANSWERED, shown, left)

    def _offers(self, many: int) -> list[TaskRow]:
        if not self.teams:
            return []
        names = self.covers.names_answered(self.actor.id)
        return self.records.hand_offs.offered_to(self.actor.role, names, self.teams, account=self.actor.id, limit=many)

    def _covered(self, cover: Cover) -> list[TaskRow]:
        """Return what somebody who is away has by name or is offered, and what their role has to do soon.

        The role's work is covered where nobody else holds it.

        What stands among the person's own work already is left out.
        """
        rows = self.records.absences.given_by_name(cover.away.id, cover.team)
        if cover.alone:
            pages = [self._work(cover.away.role, "", (cover.team,), due, ALL_ROWS) for due in _DUE]
            rows = [row for page in pages for row in page] + rows
        rows = self._offered_to(cover) + rows
        others = {row.id: row for row in rows if not self._stands_elsewhere(row)}
        return list(others.values())

    def _offered_to(self, cover: Cover) -> list[TaskRow]:
        """Return what is offered to somebody who is away, and to their role where nobody else holds it."""
        away = cover.away
        rows = self.records.hand_offs.offered_to(
            away.role, (away.id,), (cover.team,), account=self.actor.id, limit=ALL_ROWS
        )
        return [row for row in rows if cover.alone or row.hand_off_person]

    def _stands_elsewhere(self, row: TaskRow) -> bool:
        """Whether a task stands among the person's own work: by role, by name, or because it is offered to them."""
        offered = row.hand_off == HandOffState.OFFERED and row.hand_off_role == self.actor.role
        return row.role == self.actor.role or row.assignee == self.actor.id or offered

    def _work(self, role: RoleId, account: str, teams: Sequence[int], section: Section, many: int) -> list[TaskRow]:
        return self.records.tasks.work(role, account, teams, self.today, section, limit=many, deadlines=self.by_now)


def work_desk(clinic: Clinic, records: Records, actor: Practitioner) -> WorkDesk:
    """Return what reads the work of a person; who may read no plan is on no team."""
    teams = records.teams.of(actor.id) if may(clinic.catalogue, actor, "plan.read") else ()
    flags = records.red_flags.open(teams)
    covers = covers_today(clinic, records, teams)
    return WorkDesk(clinic, records, actor, teams, clinic.today(), flags, missed_deadlines(clinic, flags), covers)
