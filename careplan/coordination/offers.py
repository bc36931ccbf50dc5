"""What a file that came back would change: what is offered to be taken, and of what nothing is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from careplan.clinic import Clinic
from careplan.errors import CarePlanError
from careplan.exchange.csv_days import DayOrder
from careplan.exchange.difference import Changed, PassedOver
from careplan.exchange.file_kinds import FileKind
from careplan.exchange.measure_difference import NewValue
from careplan.exchange.task_difference import NewTask
from careplan.store import ObservationRecord, Records
from careplan.team import Practitioner, RoleId


class Met(NamedTuple):
    """What somebody else has made of a cell since the file left: what it was then, by whom and when."""

    was: str
    by: str
    at: datetime


class Offered(NamedTuple):
    """A changed cell that may be taken.

    Attributes:
        cell: what the file says against what stands now.
        title: of its task; of a value which measure of which day it is.
        role: of its task; of a value that of who recorded it.
        met: somebody else changed the same cell since; whose is to stand must be said.
    """

    cell: Changed
    title: str
    role: RoleId
    met: Met | None

    @property
    def key(self) -> str:
        """Names it within its file."""
        return f"{self.cell.id}:{self.cell.column}"

    @property
    def ticked(self) -> bool:
        """Whether it is taken unless somebody says otherwise: neither what was emptied nor what both changed."""
        return not self.cell.cleared and self.met is None


class OfferedRow(NamedTuple):
    """A row without an id: a task to be added, or a value to be recorded.

    `ticked`: it is taken unless somebody says otherwise; not where the plan has a task of the same title and role.
    """

    new: NewTask | NewValue
    patient_id: str
    ticked: bool = True

    @property
    def key(self) -> str:
        """Names it within its file."""
        return f"+{self.new.row}"


class Standing(NamedTuple):
    """A value as it stands, and the plan in which it is corrected."""

    plan_id: str
    kept: ObservationRecord


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would change.

    Attributes:
        kind: which file it is.
        cells: by row; `added`: what is new.
        passed_over: of which nothing is taken, each with why.
        strange: names of columns that careplan does not know.
        orders: orders in which its days may be meant, where that must be said first; then nothing else is told.
        versions: the row version of each task against which it was looked at, in the order in which they are taken.
        values: the values against which it was looked at, by the ids that the file has.
    """

    kind: FileKind
    cells: tuple[Offered, ...] = ()
    added: tuple[OfferedRow, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()
    strange: tuple[str, ...] = ()
    orders: tuple[DayOrder, ...] = ()
    versions: Mapping[str, int] = field(default_factory=dict)
    values: Mapping[str, Standing] = field(default_factory=dict)

    @property
    def offers(self) -> tuple[Offered | OfferedRow, ...]:
        """All that may be taken."""
        return (*self.cells, *self.added)

    @property
    def says_nothing(self) -> bool:
        """Whether the file changes nothing and has nothing wrong in it."""
        return not (self.cells or self.added or self.passed_over or self.orders)


class Taking(NamedTuple):
    """One file on its way in: what was found of it, why it is taken, and the act that joins all of it."""

    clinic: Clinic
    records: Records
    actor: Practitioner
    found: Preview
    because: str
    act: str


def in_order(kind: FileKind, told: Sequence[Offered | OfferedRow | PassedOver]) -> Preview:
    """Return what was found, by row."""
    return Preview(
        kind,
        tuple(sorted((one for one in told if isinstance(one, Offered)), key=lambda one: one.cell.row)),
        tuple(sorted((one for one in told if isinstance(one, OfferedRow)), key=lambda one: one.new.row)),
        tuple(sorted((one for one in told if isinstance(one, PassedOver)), key=lambda one: one.row)),
    )


def refused(cell: Changed, why: CarePlanError) -> PassedOver:
    """Return that a cell is not taken."""
    return PassedOver(cell.row, cell.id, cell.column, cell.after, str(why))
