"""What is pressed on a list of tasks. All of it is hostile: form is checked here, rights and versions by the acts.

What changes records comes twice under one nonce: posted, so that it is kept at once and the row can go, then with the
drawing that follows of it. Whichever is first does it; the other finds it done.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from careplan.clinic import Clinic
from careplan.coordination.closing import complete
from careplan.coordination.done import Done
from careplan.coordination.undo import undo
from careplan.coordination.unsent import was_sent
from careplan.errors import InvalidInput
from careplan.task import Outcome
from careplan.team import Practitioner

NOTE_LIMIT: Final = 2000
"""Longest note in characters; the field in tasks.html has the same limit."""
CHOSEN_LIMIT: Final = 500
"""Most tasks that one selection may name."""


class ActKind(StrEnum):
    """What was pressed."""

    AS_PLANNED = "as_planned"
    PARTLY = "partly"
    DECLINED = "declined"
    DID_NOT_ATTEND = "did_not_attend"
    NOT_TOLERATED = "not_tolerated"
    NOT_NEEDED = "not_needed"
    OPEN = "open"
    OPEN_DONE = "open_done"
    OPEN_ACCEPT = "open_accept"
    OPEN_SEND_BACK = "open_send_back"
    OPEN_HAND_OFF = "open_hand_off"
    UNDO = "undo"
    MORE = "more"
    SELECT = "select"


_OUTCOMES = {ActKind(outcome.value): outcome for outcome in Outcome}
_OPENING = {kind for kind in ActKind if kind.value.startswith("open")}
_ON_A_TASK = frozenset({*_OUTCOMES, *_OPENING})
_FIELDS = {"act", "id", "v", "note", "n", "chosen"}
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:#/-]{0,79}")
_NONCE = re.compile(r"[0-9a-f]{32}")
_VERSION_LIMIT = 2**31


class Chosen(NamedTuple):
    """A selected task and the version that was on the screen."""

    id: str
    version: int


@dataclass(frozen=True, slots=True)
class Act:
    """One press.

    Attributes:
        kind: what was pressed.
        id: the task; for `undo` the id the strip gave, for `more` the key of the group or foot, for `select` empty.
        version: version of the task on the row when its menu was opened; 0 where no task is meant.
        note: what was written beside an outcome; may hold any character.
        nonce: names this press; the idempotency key of the act.
        chosen: the selected tasks, for `select` only.
    """

    kind: ActKind
    id: str
    version: int
    note: str
    nonce: str
    chosen: tuple[Chosen, ...] = ()

    @property
    def outcome(self) -> Outcome | None:
        """How the task is to be closed; None for acts that close nothing."""
        return _OUTCOMES.get(self.kind)

    @property
    def is_kept(self) -> bool:
        """Whether it changes records, and not only what is shown."""
        return self.outcome is not None or self.kind is ActKind.UNDO


def keep_act(clinic: Clinic, act: Act, *, actor: Practitioner) -> Done:
    """Close a task, or take an act back, as it was pressed.

    Raises:
        NotFound, NotAllowed, InvalidInput, Conflict: nothing is changed.
    """
    if act.outcome:
        done = complete(clinic, act.id, outcome=act.outcome, note=act.note, actor=actor, key=act.nonce)
        if act.note:
            was_sent(clinic, actor, {note_field(act.id)})
        return done
    if act.kind is ActKind.UNDO:
        return undo(clinic, act.id, actor=actor, key=act.nonce)
    raise InvalidInput("This act of the task list keeps nothing. Reload the page.")


def note_field(task_id: str) -> str:
    """Return the field of the note of a task, in the list and in its drawer, by which an unsent note is kept."""
    return f"note-{task_id}"


def parse_act(raw: object) -> Act:
    """Read what the browser sent.

    Raises:
        InvalidInput: it does not have the form of an act; the sentence names the field, never its content.
    """
    if not isinstance(raw, Mapping) or not set(raw) <= _FIELDS:
        raise InvalidInput("The act from the task list has an unknown form. Reload the page.")
    kind = _kind(raw.get("act"))
    return Act(
        kind=kind,
        id=_matching(raw.get("id"), _ID, "id") if kind is not ActKind.SELECT else "",
        version=_version(raw.get("v")) if kind in _ON_A_TASK else 0,
        note=_note(raw.get("note", "")) if kind in _OUTCOMES else "",
        nonce=_matching(raw.get("n"), _NONCE, "n"),
        chosen=_chosen(raw.get("chosen")) if kind is ActKind.SELECT else (),
    )


def _kind(value: object) -> ActKind:
    try:
        return ActKind(str(value))
    except ValueError:
        raise InvalidInput("The act from the task list is of an unknown kind. Reload the page.") from None


def _chosen(value: object) -> tuple[Chosen, ...]:
    if not isinstance(value, list) or not 0 < len(value) <= CHOSEN_LIMIT:
        raise InvalidInput(f"The selection from the task list is wrong. Select 1 to {CHOSEN_LIMIT} tasks.")
    return tuple(_chosen_one(pair) for pair in value)


def _chosen_one(pair: object) -> Chosen:
    if not isinstance(pair, list) or len(pair) != 2:
        raise InvalidInput("The selection from the task list has an unknown form. Reload the page.")
    return Chosen(_matching(pair[0], _ID, "id"), _version(pair[1]))


def _matching(value: object, form: re.Pattern[str], field: str) -> str:
    if not isinstance(value, str) or not form.fullmatch(value):
        raise InvalidInput(f"The act from the task list has a wrong {field}. Reload the page.")
    return value


def _version(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _VERSION_LIMIT:
        raise InvalidInput("The act from the task list has a wrong v. Reload the page.")
    return value


def _note(value: object) -> str:
    if not isinstance(value, str) or len(value) > NOTE_LIMIT:
        raise InvalidInput(f"The note from the task list is wrong. Write at most {NOTE_LIMIT} characters.")
    return value
