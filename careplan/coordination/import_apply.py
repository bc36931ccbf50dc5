"""Taking what was ticked of a file: one transaction, one act of the audit trail, one Undo (PRODUCT 8)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import BinaryIO, Final, NamedTuple
from uuid import uuid4

from careplan.clinic import Clinic
from careplan.coordination.acting import once
from careplan.coordination.authority import authorise
from careplan.coordination.done import Done
from careplan.coordination.flags_by_numbers import with_way_back
from careplan.coordination.house_events import house_event
from careplan.coordination.importing import preview
from careplan.coordination.offers import Offered, Preview, Taking, refused
from careplan.coordination.refusals import noting_refusals, writing
from careplan.coordination.tasks_taken import take_tasks
from careplan.coordination.text_limits import refuse_long
from careplan.coordination.values_taken import take_values
from careplan.errors import NotAllowed
from careplan.event import Event
from careplan.exchange.csv_days import DayOrder
from careplan.exchange.difference import PassedOver
from careplan.exchange.file_kinds import FileKind
from careplan.team import Practitioner

APPLY: Final = "import.apply"
IMPORTED: Final = "imported"
_TAKE: Final[Mapping[FileKind, Callable[[Taking, Collection[str], list[PassedOver]], Iterator[Done]]]] = {
    FileKind.TASKS: take_tasks,
    FileKind.MEASURES: take_values,
}
_WHAT: Final = {FileKind.TASKS: "task", FileKind.MEASURES: "patient"}
_OF_ROW: Final = ("", "task_id", "measure_id")
"""What names a whole row that is not taken."""
_AT_A_TIME: Final = 1 << 16


class Imported(NamedTuple):
    """What came of a file: what was done, for the strip, and of which ticked cells nothing was taken, with why."""

    done: Done
    refused: tuple[PassedOver, ...]


def apply_file(
    clinic: Clinic,
    file: BinaryIO,
    taken: Collection[str],
    *,
    looked_at: Preview,
    actor: Practitioner,
    order: DayOrder | None = None,
    because: str = "",
    key: str | None = None,
) -> Imported:
    """Take the ticked cells and rows of a file; what somebody changed since it was looked at is refused by itself.

    Args:
        taken: keys of what was ticked (`Offered.key`, `OfferedRow.key`).
        looked_at: what the person saw when ticking: a cell that says something else by now is not taken.
        because: the reason for what belongs to another role, and for corrected values.

    Raises:
        NotAllowed: the person may not import, or nothing of it can be taken.
        InvalidInput: the file cannot be read, or the reason is too long.
    """
    refuse_long("The reason", because)
    with noting_refusals(clinic, actor):
        authorise(clinic.catalogue, actor, APPLY)
    found = preview(clinic, file, actor=actor, order=order)
    moved = dict(_moved(looked_at, found, taken))
    wrong = list(moved.values())
    with writing(clinic, actor) as records:

        def act() -> Done:
            run = Taking(clinic, records, actor, found, because.strip(), uuid4().hex)
            done = list(_TAKE[found.kind](run, [one for one in taken if one not in moved], wrong))
            if not done:
                raise NotAllowed(wrong[0].why if wrong else "Nothing of the file is ticked.")
            records.events.add(_event(file, actor, clinic, len(done), len(wrong)))
            return _told(found.kind, done, wrong)

        return Imported(with_way_back(once(records, key, actor, clinic.now(), act)), tuple(wrong))


def _moved(looked_at: Preview, found: Preview, taken: Collection[str]) -> Iterator[tuple[str, PassedOver]]:
    """Yield the keys of what was ticked and may no longer be taken as it was seen, each with why."""
    now, wanted = {one.key: one for one in found.cells}, set(taken)
    passed_over = {(one.row, one.column): one for one in found.passed_over}
    for one in looked_at.offers:
        if one.key not in wanted:
            continue
        if isinstance(one, Offered) and (known := now.get(one.key)):
            if known.cell.before != one.cell.before:
                yield one.key, refused(one.cell, NotAllowed(_changed_by(known)))
            continue
        row, column = (one.cell.row, one.cell.column) if isinstance(one, Offered) else (one.new.row, "")
        if why := next((passed_over[row, name] for name in (column, *_OF_ROW) if (row, name) in passed_over), None):
            yield one.key, why


def _changed_by(one: Offered) -> str:
    by = one.met.by if one.met else "somebody"
    return f"{by[0].upper()}{by[1:]} changed it in the meantime. Choose which is to stand."


def _told(kind: FileKind, done: list[Done], wrong: list[PassedOver]) -> Done:
    """Return all that was done as one; a red flag that a value opened is told first, and bars the way back."""
    flags = [one for one in done if not one.can_undo]
    of = len({one.task_id if kind is FileKind.TASKS else one.plan_id for one in done})
    said = f"Taken from the file: {_counted(len(done), 'change')} of {_counted(of, _WHAT[kind])}"
    if wrong:
        said += f". Not taken: {_counted(len(wrong), 'cell')}. {wrong[0].why}".removesuffix(".")
    released = tuple(dict.fromkeys(task for one in done for task in one.released))
    followed = "; ".join(dict.fromkeys(one.followed for one in done if one.followed))
    told = replace(done[0], task_id=None, released=released, followed=followed, left_behind="", can_undo=not flags)
    return replace(told, words=". ".join((*(one.words for one in flags), said)))


def _counted(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number} {what}s"


def _event(file: BinaryIO, actor: Practitioner, clinic: Clinic, done: int, refused: int) -> Event:
    told: Mapping[str, str] = {"changes": str(done), "refused": str(refused), "sha256": _digest(file)}
    return house_event(IMPORTED, actor, clinic.now(), told)


def _digest(file: BinaryIO) -> str:
    """Return the digest of the file, by which its bytes can be told again."""
    found = sha256()
    file.seek(0)
    while chunk := file.read(_AT_A_TIME):
        found.update(chunk)
    return found.hexdigest()
