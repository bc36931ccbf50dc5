"""What the drawer keeps between two drawings: what was typed, what was said or refused, which version was looked at.

Keys are named noun-id after the widget or the thing and the task, so that nothing of one task is ever read for
another. What was typed stays until the act it was for has succeeded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field as field_of
from datetime import datetime
from typing import Any, Final, Literal, get_args
from uuid import uuid4

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from careplan.coordination.done import Done
from careplan.errors import CarePlanError, Conflict
from careplan.pages.desk import Desk
from careplan.pages.parts import strip, unsent_text
from careplan.pages.parts.drawer_address import close_drawer
from careplan.pages.parts.tasks import Strip

Place = Literal[
    "close", "start", "again", "move", "let-go", "reply", "assign", "cancel", "acts", "comments", "safety",
    "hand-off", "take-over", "send-back", "withdraw", "reopen",
]  # fmt: skip
"""The part of the drawer in which something was pressed: a refusal is said right below it."""
Folded = Literal["again", "move", "assign", "cancel", "send-back", "reopen"]
"""A place behind a button that unfolds it."""

HANDING: Final = "handing"
"""Whether the form of a hand-off stands open."""
_LOOKED_AT: Final = "looked-at"
_FOLDED: Final = frozenset(get_args(Folded))
_CHOSEN_BETWEEN: Final = frozenset({"move", "let-go", "assign"})

_TEXTS: Final = frozenset(
    {"note", "behalf", "anyway", "cancel", "comment", "finding", "clearing", "reached", "reply", "override", "accept"}
    | {"confirm", "back", "reopen"}
)
"""Fields that are emptied by writing nothing into them: a browser keeps what it shows of a field that is forgotten."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the last act was refused.

    Attributes:
        fields: of those that somebody else changed: what was, is now, and was asked for; `by` whom and `at` when.
        about: names of the entries that are missing or wrong.
    """

    place: Place
    text: str
    fields: dict[str, tuple[object, object, object]]
    by: str = ""
    at: datetime | None = None
    about: tuple[str, ...] = ()
    id: str = field_of(default_factory=lambda: uuid4().hex)


def field(name: str, task_id: str) -> str:
    """Return the key of a widget of the drawer."""
    return f"{name}-{task_id}"


def typed(name: str, task_id: str, default: Any = "") -> Any:
    """Return what was typed or chosen in a widget of the drawer."""
    value = st.session_state.get(field(name, task_id))
    return default if value is None else value


def unfolding(task_id: str, place: Folded, label: str) -> DeltaGenerator:
    """Return what a button unfolds; it stays open where the drawer is drawn again because an act in it was refused."""
    return st.popover(label, key=field(f"{place}-open", task_id), on_change="rerun")


def look_at(task_id: str, version: int) -> None:
    """Keep which version the person looks at from now on, where they did not look at this task before."""
    if st.session_state.get(_LOOKED_AT) != task_id:
        _forget(task_id, "seen")
    st.session_state[_LOOKED_AT] = task_id
    version_seen(task_id, version)


def look_away() -> None:
    """Forget which task was looked at: whoever opens it again sees it anew."""
    st.session_state.pop(_LOOKED_AT, None)


def version_seen(task_id: str, version: int) -> int:
    """Return the version that the person began to look at; a newer one does not pass unseen for an act of theirs."""
    return int(st.session_state.setdefault(field("seen", task_id), version))


def refusal_of(task_id: str) -> Refusal | None:
    """Return why the last act on this task was refused; None where it was not."""
    found: Refusal | None = st.session_state.get(field("refused", task_id))
    return found


def is_choice(refusal: Refusal | None) -> bool:
    """Whether a person has to choose between what they wanted and what somebody else did first.

    That stands in the drawer itself and never behind a button that unfolds it: a press beside would take it away.
    """
    return refusal is not None and bool(refusal.fields) and refusal.place in _CHOSEN_BETWEEN


def clashed(task_id: str, names: frozenset[str]) -> None:
    """Keep which answers of the act that is pressed now clash: its refusal goes once none of them does."""
    st.session_state[field("clashed", task_id)] = names


def let_mended_go(task_id: str, clashing: frozenset[str]) -> None:
    """Forget the refusal of answers that clashed, where they do not any more; `clashing` are those that do now."""
    refusal, before = refusal_of(task_id), typed("clashed", task_id, frozenset())
    if refusal and refusal.about and before.issuperset(refusal.about) and clashing.isdisjoint(refusal.about):
        _forget(task_id, "refused", "clashed")


def said_of(task_id: str) -> Strip | None:
    """Return what the last act in this drawer came to; None where nothing was done since it was opened."""
    found: Strip | None = st.session_state.get(field("said", task_id))
    return found


def note_to_comment(task_id: str) -> bool:
    """Make the note of a task that others closed a comment that is not sent yet; return whether there was a note."""
    kept = keep_note(task_id, str(typed("note", task_id)))
    _forget(task_id, "note")
    return kept


def keep_note(task_id: str, note: str) -> bool:
    """Put a note where the next comment is written, after what stands there; return whether it says anything."""
    if not note.strip():
        return False
    written = str(typed("comment", task_id)).strip()
    st.session_state[field("comment", task_id)] = "\n".join(part for part in (written, note.strip()) if part)
    return True


def attempt(
    desk: Desk,
    task_id: str,
    act: Callable[[str], Done],
    *,
    place: Place = "acts",
    clear: tuple[str, ...] = (),
    leave: bool = False,
) -> None:
    """Do an act from a callback and draw the whole screen again; a refusal is kept to be shown in the drawer.

    What is refused draws the drawer alone: a new drawing of the screen would open it anew, at its head.

    Args:
        act: is given the key that names this press.
        place: where it was pressed.
        clear: the widgets whose content the act has used up.
        leave: close the drawer when it was done.
    """
    press = field("press", task_id)
    try:
        done = act(st.session_state.setdefault(press, uuid4().hex))
    except CarePlanError as error:
        st.session_state[field("refused", task_id)] = _refusal(place, error)
        _forget(task_id, "said", "seen")  # the newer version is on the screen from now on
        _unfold(task_id, place)
        return
    strip.say(strip.of_done(done))
    used = (field(name, task_id) for name in clear)
    unsent_text.sent(desk, *used, about=task_id if leave else "", but=field("comment", task_id))
    _forget(task_id, "refused", "press", "seen", f"{place}-open", *clear)
    st.session_state[field("said", task_id)] = strip.of_done(done)
    if leave:
        leave_drawer(task_id)
    st.rerun()


def unfold(task_id: str, place: Place) -> None:
    """Have what a button unfolds stand open when the drawer is drawn next."""
    st.session_state[field(f"{place}-open", task_id)] = True


def begin_hand_off(task_id: str) -> None:
    """Have the form of a hand-off stand open when the drawer is drawn next."""
    st.session_state[field(HANDING, task_id)] = True


def begin_answer(task_id: str) -> None:
    """Have the focus led to where an offer is confirmed when the drawer is drawn next."""
    st.session_state[field("answering", task_id)] = uuid4().hex


def _unfold(task_id: str, place: Place) -> None:
    """Have unfolded where an act was refused; nothing, where a choice stands in the drawer itself."""
    if is_choice(refusal_of(task_id)):
        for key in (field(f"{folded}-open", task_id) for folded in _FOLDED):
            if key in st.session_state:
                st.session_state[key] = False
    elif place in _FOLDED:
        unfold(task_id, place)


def keep_theirs(task_id: str, *names: str) -> None:
    """Let stand what somebody else chose: forget the refusal and what was chosen here, and draw the screen again."""
    _forget(task_id, "refused", "press", "seen", *names)
    st.rerun()


def leave_drawer(task_id: str) -> None:
    """Close the drawer; what was said or refused is not shown again, what was typed stays."""
    _forget(task_id, "said", "refused", "seen")
    close_drawer()


def _refusal(place: Place, error: CarePlanError) -> Refusal:
    if isinstance(error, Conflict):
        return Refusal(place, str(error), dict(error.fields), error.by, error.at)
    return Refusal(place, str(error), {}, about=error.about)


def _forget(task_id: str, *names: str) -> None:
    for name in names:
        key = field(name, task_id)
        if name in _TEXTS and key in st.session_state:
            st.session_state[key] = ""
        else:
            st.session_state.pop(key, None)
