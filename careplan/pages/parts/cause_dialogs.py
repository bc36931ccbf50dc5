"""Adding, confirming and refuting a cause: what follows for the tasks is shown first, then applies in one step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from careplan.cause import UNCLEAR, CauseId, Certainty
from careplan.change import ChangeKind
from careplan.coordination.authority import may
from careplan.coordination.board import Board
from careplan.coordination.cause_acts import (
    ACTS,
    Foreseen,
    Foresight,
    add_cause,
    foresee_cause,
    foresee_certainty,
    set_certainty,
)
from careplan.coordination.done import Done
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.standing_words import foreseen_md, none_left_words
from careplan.pages.parts.strip import of_done, say
from careplan.pages.parts.words import count_words, escape_md, short_date, unbroken
from careplan.plan_acts import unclear_gives_way

_ASKED: Final = "cause-asked"
_NEW: Final = ""
"""Asked for where no cause of the plan is meant, but another one."""
_FEW: Final = 6
"""Lines of one kind that are shown without a press."""
_WORDS: Final = {
    Certainty.CONFIRMED: "Confirmed",
    Certainty.REFUTED: "Refuted",
    Certainty.SUSPECTED: "Suspected again",
}
_UNCLEAR_WORDS: Final = {Certainty.REFUTED: "No longer unclear", Certainty.SUSPECTED: "Unclear again"}
_KINDS: Final = {
    ChangeKind.ADD: ("is added", "are added"),
    ChangeKind.REOPEN: ("is opened again", "are opened again"),
    ChangeKind.CHANGE: ("changes", "change"),
    ChangeKind.CANCEL: ("is cancelled", "are cancelled"),
}


def ask_for_certainty(cause: CauseId) -> None:
    """Have the form for a cause of the plan opened with the next drawing."""
    st.session_state[_ASKED] = cause


def ask_for_cause() -> None:
    """Have the form for another cause opened with the next drawing."""
    st.session_state[_ASKED] = _NEW


def cause_dialog(desk: Desk, board: Board) -> None:
    """Open the form that was asked for."""
    asked = st.session_state.pop(_ASKED, None)
    if asked is None:
        return
    if asked == _NEW:
        st.dialog(f"Add a suspected cause · {unbroken(board.patient_id)}", width="medium")(cause_form)(desk, board)
    else:
        title = f"{escape_md(desk.clinic.cause_words(asked))} · {unbroken(board.patient_id)}"
        st.dialog(title, width="medium")(certainty_form)(desk, board, asked)


def certainty_form(desk: Desk, board: Board, cause: CauseId) -> None:
    """Draw the form of one cause of the plan."""
    choices = _choices(desk, board, cause)
    chosen = st.radio(
        "The cause is" if cause == UNCLEAR else "This suspected cause is",
        choices,
        index=None,
        format_func=(_UNCLEAR_WORDS if cause == UNCLEAR else _WORDS).__getitem__,
        key=f"certainty-of-{cause}",
        horizontal=True,
    )
    why_key = f"certainty-why-{cause}-{board.plan_id}"
    reason = unsent_text.one_line(desk, "Reason", key=why_key)
    seen = _shown(
        desk,
        chosen,
        lambda one: foresee_certainty(desk.clinic, board.plan_id, cause, Certainty(one), actor=desk.actor),
    )
    if st.button(_apply_words(seen), type="primary", key=f"certainty-save-{cause}"):
        _save(
            chosen,
            "Choose what this suspected cause is.",
            lambda certainty: set_certainty(
                desk.clinic,
                board.plan_id,
                cause,
                Certainty(certainty),
                actor=desk.actor,
                reason=reason,
                seen=seen.version if seen else None,
            ),
            lambda: unsent_text.sent(desk, why_key),
        )


def _choices(desk: Desk, board: Board, cause: CauseId) -> list[Certainty]:
    """Return what a person may call a cause; “Not yet clear” names none that could be confirmed."""
    now = next(known.certainty for known in board.causes if known.cause == cause)
    left = [one for one in _WORDS if one is not now and (cause, one) != (UNCLEAR, Certainty.CONFIRMED)]
    return [one for one in left if may(desk.clinic.catalogue, desk.actor, ACTS[one])]


def cause_form(desk: Desk, board: Board) -> None:
    """Draw the form of another cause."""
    present = {cause.cause for cause in board.causes if cause.certainty is not Certainty.REFUTED}
    picks = [pick for pick in desk.clinic.content.causes.picks if pick not in present]
    words = desk.clinic.cause_words
    chosen = st.selectbox("Suspected cause", picks, index=None, format_func=words, key="cause-new-pick")
    why_key = f"cause-new-why-{board.plan_id}"
    reason = unsent_text.one_line(desk, "Reason (optional)", key=why_key)
    keep = chosen is not None and unclear_gives_way(board.causes, chosen) and not _unclear_ends(desk, chosen)
    seen = _shown(
        desk,
        chosen,
        lambda one: foresee_cause(desk.clinic, board.plan_id, one, actor=desk.actor, keep_unclear=keep),
    )
    if st.button(_apply_words(seen), type="primary", key="cause-new-save"):
        _save(
            chosen,
            "Choose the suspected cause.",
            lambda cause: add_cause(
                desk.clinic,
                board.plan_id,
                cause,
                actor=desk.actor,
                reason=reason,
                keep_unclear=keep,
                seen=seen.version if seen else None,
            ),
            lambda: unsent_text.sent(desk, why_key),
        )


def _unclear_ends(desk: Desk, cause: CauseId) -> bool:
    """Ask whether “Not yet clear” ends with the cause that is named; ticked, for it names none itself."""
    unclear, named = desk.clinic.cause_words(UNCLEAR), desk.clinic.cause_words(cause)
    ends = st.checkbox(f"“{unclear}” no longer holds: {named} takes its place", value=True, key="cause-new-unclear")
    return bool(ends)


def _save(chosen: str | None, missing: str, act: Callable[[str], Done], used: Callable[[], None]) -> None:
    """Do it and forget what was typed for it, or say what is missing or why it is refused."""
    if chosen is None:
        st.error(missing)
        return
    try:
        say(of_done(act(chosen)))
    except CarePlanError as error:
        st.error(str(error))
    else:
        used()
        st.rerun()


def _shown(desk: Desk, chosen: str | None, foresee: Callable[[str], Foresight]) -> Foresight | None:
    """Draw what follows of the choice; return it, or None where nothing is chosen or the choice is refused."""
    if chosen is None:
        return None
    try:
        seen = foresee(chosen)
    except CarePlanError as error:
        st.error(str(error))
        return None
    if seen.closes:
        st.markdown(
            f"**Plan {unbroken(seen.closes)} closes, and the next plan opens with this suspected cause.** "
            "What is still to do in it ends with it; what was done stays on record. Undo takes all of it back."
        )
    st.markdown("**What follows for the tasks**" if seen.lines else "No task changes.")
    for kind, (one, many) in _KINDS.items():
        lines = seen.of(kind)
        if lines:
            with st.expander(
                f"{count_words(len(lines), 'task')} {one if len(lines) == 1 else many}", expanded=_few(lines)
            ):
                st.markdown("\n".join(f"- {line_md(desk, line)}" for line in lines))
    if stands := foreseen_md(desk, seen.stands) if seen.stands else "":
        st.markdown(stands)
    if seen.last:
        st.markdown(none_left_words(desk))
    return seen


def _few(lines: tuple[Foreseen, ...]) -> bool:
    return len(lines) <= _FEW


def line_md(desk: Desk, line: Foreseen) -> str:
    """Return one line in Markdown: MRI (surgeon), 9 Mar → 23 Mar; a series with the number of its sessions."""
    whose = escape_md(desk.clinic.role_words(line.role).lower())
    sessions = f", {line.sessions} sessions" if line.sessions > 1 else ""
    return f"{escape_md(line.title)} ({whose}){sessions}{_days(desk, line)}"


def _days(desk: Desk, line: Foreseen) -> str:
    before, after = (short_date(day, today=desk.today) if day else "" for day in (line.before, line.after))
    first = "first " if line.sessions > 1 else ""
    if line.kind is ChangeKind.CHANGE:
        return f", {first}{before or 'no date yet'} → {after or 'no date yet'}" if before != after else ""
    day = before if line.kind is ChangeKind.CANCEL else after
    return f", {first}{day}" if day else ""


def _apply_words(seen: Foresight | None) -> str:
    return f"Apply {count_words(len(seen.lines), 'change')}" if seen and seen.lines else "Save"
