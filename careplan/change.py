"""What reconciling would do to a plan, one task at a time."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from careplan.expand import DesiredTask
from careplan.identity import Identity


class ChangeKind(StrEnum):
    """What happens to one task. `mark` changes only what is said about it; `close` ends a red flag's task as done."""

    ADD = "add"
    REOPEN = "reopen"
    CHANGE = "change"
    CANCEL = "cancel"
    MARK = "mark"
    CLOSE = "close"


class FieldChange(NamedTuple):
    """One field of a task, before and after."""

    name: str
    before: object
    after: object


class Change(NamedTuple):
    """What reconciling would do to one task, and why.

    Attributes:
        fields: what a person would see change; empty where only the background changes.
        ticked: whether it is proposed; a person may turn it round before it is applied.
        at_once: whether it applies with the act that caused it, or waits to be looked at (R27).
    """

    kind: ChangeKind
    identity: Identity
    desired: DesiredTask | None
    fields: tuple[FieldChange, ...] = ()
    reason: str = ""
    ticked: bool = True
    at_once: bool = True
    question: tuple[str, ...] = ()


def change_lines(changes: Iterable[Change]) -> int:
    """Count changes as screens list them: what happens to the sessions of a series is one."""
    return len({(change.identity.series, change.kind) for change in changes})


def waiting(changes: Iterable[Change]) -> list[Change]:
    """Return the changes that a person has to look at first (R27)."""
    return [change for change in changes if not change.at_once]
