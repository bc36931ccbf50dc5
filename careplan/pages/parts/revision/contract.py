"""What the browser is sent to draw the lines of a revision: plain words, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from careplan.change import ChangeKind
from careplan.coordination.foresight import Foreseen
from careplan.coordination.revision_effect import Kept
from careplan.pages.desk import Desk
from careplan.pages.parts.words import Shape, count_words, role_mark, short_date
from careplan.team import RoleId
from careplan.version_comparison import TaskDifference, VersionComparison

Wire = dict[str, object]

_GROUPS: Final = (
    ("add", "Add", (ChangeKind.ADD, ChangeKind.REOPEN)),
    ("change", "Change", (ChangeKind.CHANGE,)),
    ("cancel", "Cancel", (ChangeKind.CANCEL,)),
)
_UNTICKED: Final = {
    "add": "An unticked one stays out of the plan.",
    "change": "An unticked one stays as it is.",
    "cancel": "An unticked one stays in the plan.",
}
_COMPARED: Final = {
    "added": "Added",
    "cancelled": "Cancelled",
    "dates": "Another date",
    "roles": "Another role",
    "closed": "Closed since",
    "opened": "Opened again",
}
"""The fields of `VersionComparison`, and what each is called."""
_NO_DATE: Final = "no date yet"


def revision_wire(desk: Desk, kept: Sequence[Kept], lines: Iterable[Foreseen], stays: int) -> Wire:
    """Return the groups: kept work first, folded; what is added, changed and cancelled, by day."""
    known = tuple(lines)
    keep: Wire = {
        "key": "keep",
        "title": "Keep",
        "hint": _keep_hint(len(kept), stays),
        "lines": [_kept(desk, one) for one in kept],
    }
    return {"groups": [keep, *(_group(desk, key, title, kinds, known) for key, title, kinds in _GROUPS)]}


def _kept(desk: Desk, one: Kept) -> Wire:
    sign = Shape.HALF if one.word.startswith("in progress") else Shape.CHECK
    return {"title": one.title, "role": _role(desk, one.role), "day": one.word, "sign": sign.value}


def comparison_wire(desk: Desk, work: VersionComparison) -> Wire:
    """Return the groups of two versions compared, without ticks: what is added, cancelled, moved, closed."""
    return {"groups": [_compared(desk, name, title, getattr(work, name)) for name, title in _COMPARED.items()]}


def _compared(desk: Desk, name: str, title: str, lines: Iterable[TaskDifference]) -> Wire:
    by_day = sorted(lines, key=lambda line: (line.after or line.before or date.max, line.title))
    return {"key": name, "title": title, "hint": "", "lines": [_difference(desk, line) for line in by_day]}


def _difference(desk: Desk, line: TaskDifference) -> Wire:
    before, after = (short_date(day, today=desk.today) if day else "" for day in (line.before, line.after))
    day = f"{before} → {after or _NO_DATE}" if before else after
    return {
        "title": line.title,
        "sessions": f"{line.sessions:d} sessions" if line.sessions > 1 else "",
        "role": _role(desk, line.role),
        "was_role": desk.clinic.role_words(line.role_before) if line.role_before else "",
        "day": f"first {day}" if day and line.sessions > 1 else day,
    }


def _keep_hint(kept: int, stays: int) -> str:
    what = "Done or in progress, never removed." if kept else "Nothing is done or in progress yet."
    more = f" {count_words(stays, 'open task stays', 'open tasks stay')} as {'it is' if stays == 1 else 'they are'}."
    return what + (more if stays else "")


def _group(desk: Desk, key: str, title: str, kinds: Sequence[ChangeKind], lines: Iterable[Foreseen]) -> Wire:
    """Return one group; a reason that all of its lines have is said once, above them."""
    mine = sorted((line for line in lines if line.kind in kinds), key=_by_day)
    whys = {line.key: _why(desk, line) for line in mine}
    shared = whys[mine[0].key] if len(mine) > 1 and len(set(whys.values())) == 1 else ""
    hint = f"{shared[:1].upper()}{shared[1:]}. {_UNTICKED[key]}" if shared else _UNTICKED[key]
    rows = [_line(desk, line) | {"why": "" if shared else whys[line.key]} for line in mine]
    return {"key": key, "title": title, "hint": hint, "lines": rows}


def _by_day(line: Foreseen) -> tuple[date, str]:
    return line.before or line.after or date.max, line.title


def _line(desk: Desk, line: Foreseen) -> Wire:
    return {
        "key": line.key,
        "title": line.title,
        "sessions": f"{line.sessions:d} sessions" if line.sessions > 1 else "",
        "role": _role(desk, line.role),
        "was_role": desk.clinic.role_words(line.role_before) if line.role_before not in ("", line.role) else "",
        "day": _day(desk, line),
        "ticked": line.ticked,
        "fixed": line.fixed,
    }


def _why(desk: Desk, line: Foreseen) -> str:
    """Return why a line is there, and what of it cannot be seen in its columns."""
    said = [desk.clinic.words.reason(line.why)] if line.why else []
    if line.kind is ChangeKind.REOPEN:
        said.append("was cancelled, and is opened again")
    said += [f"{name}: {before} → {after}" for name, before, after in line.others]
    if line.fixed and line.kind is not ChangeKind.CHANGE:
        said.append("a safety check: it joins in any case")
    return "; ".join(said)


def _day(desk: Desk, line: Foreseen) -> str:
    before, after = (short_date(day, today=desk.today) if day else "" for day in (line.before, line.after))
    first = "first " if line.sessions > 1 else ""
    if line.kind is ChangeKind.CHANGE:
        return first + (f"{before or _NO_DATE} → {after or _NO_DATE}" if before != after else after or _NO_DATE)
    day = before if line.kind is ChangeKind.CANCEL else after
    return first + day if day else _NO_DATE


def _role(desk: Desk, role: RoleId) -> Wire:
    known = desk.clinic.catalogue.roles.get(role)
    if known is None:
        return {"shape": "ring", "tone": "gray", "word": role}
    mark = role_mark(known)
    return {"shape": mark.shape.value, "tone": mark.tone.value, "word": mark.word}
