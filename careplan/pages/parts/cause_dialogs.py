"""Adding, confirming and refuting a cause: what follows for the tasks is shown first, then applies in one step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from careplan.cause import UNCLEAR, CauseId, Certainty
from careplan.change import ChangeKind
from careplan.coordination.authority import may
from careplan.coordination.board import Board
from careplan.coordination.cause_acts import add_cause, set_certainty
from careplan.coordination.cause_foresight import ACTS, foresee_cause, foresee_certainty
from careplan.coordination.done import Done
from careplan.coordination.foresight import Foreseen, Foresight
from careplan.errors import CarePlanError, InvalidInput
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.said import draw_said, say_nothing, say_refused
from careplan.pages.parts.standing_words import foreseen_md, none_left_words
from careplan.pages.parts.strip import of_done, say
from careplan.pages.parts.words import count_words, escape_md, label_md, short_date, unbroken
from careplan.plan_acts import unclear_gives_way

_ASKED: Final = "cause-asked"
_DIALOG: Final = "cause-dialog"
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
    _ask(cause)


def ask_for_cause() -> None:
    """Have the form for another cause opened with the next drawing."""
    _ask(_NEW)


def _ask(cause: CauseId) -> None:
    say_nothing(_DIALOG)
    st.session_state[_ASKED] = cause


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
    clinic, plan, who = desk.clinic, board.plan_id, desk.actor
    chosen = st.radio(
        "The cause is" if cause == UNCLEAR else "This suspected cause is",
        _choices(desk, board, cause),
        index=None,
        format_func=(_UNCLEAR_WORDS if cause == UNCLEAR else _WORDS).__getitem__,
        key=f"certainty-of-{cause}",
        horizontal=True,
        on_change=say_nothing,
        args=(_DIALOG,),
    )
    why_key = f"certainty-why-{cause}-{plan}"
    unsent_text.one_line(desk, "Reason", key=why_key)
    if chosen is None:
        _apply(desk, f"certainty-save-{cause}", "Choose what this suspected cause is.")
        return
    seen = _shown(desk, lambda: foresee_certainty(clinic, plan, cause, Certainty(chosen), actor=who))

    def act(reason: str) -> Done:
        return set_certainty(clinic, plan, cause, Certainty(chosen), actor=who, reason=reason, seen=seen)

    _apply(desk, f"certainty-save-{cause}", act, seen, why_key)


def _choices(desk: Desk, board: Board, cause: CauseId) -> list[Certainty]:
    """Return what a person may call a cause; “Not yet clear” names none that could be confirmed."""
    now = next(known.certainty for known in board.causes if known.cause == cause)
    left = [one for one in _WORDS if one is not now and (cause, one) != (UNCLEAR, Certainty.CONFIRMED)]
    return [one for one in left if may(desk.clinic.catalogue, desk.actor, ACTS[one])]


def cause_form(desk: Desk, board: Board) -> None:
    """Draw the form of another cause."""
    clinic, plan, who = desk.clinic, board.plan_id, desk.actor
    present = {cause.cause for cause in board.causes if cause.certainty is not Certainty.REFUTED}
    picks = [pick for pick in clinic.content.causes.picks if pick not in present]
    chosen = st.selectbox(
        "Suspected cause",
        picks,
        index=None,
        format_func=clinic.cause_words,
        key="cause-new-pick",
        on_change=say_nothing,
        args=(_DIALOG,),
    )
    why_key = f"cause-new-why-{plan}"
    unsent_text.one_line(desk, "Reason (optional)", key=why_key)
    if chosen is None:
        _apply(desk, "cause-new-save", "Choose the suspected cause.")
        return
    keep = unclear_gives_way(board.causes, chosen) and not _unclear_ends(desk, chosen)
    seen = _shown(desk, lambda: foresee_cause(clinic, plan, chosen, actor=who, keep_unclear=keep))

    def act(reason: str) -> Done:
        return add_cause(clinic, plan, chosen, actor=who, reason=reason, keep_unclear=keep, seen=seen)

    _apply(desk, "cause-new-save", act, seen, why_key)


def _unclear_ends(desk: Desk, cause: CauseId) -> bool:
    """Ask whether “Not yet clear” ends with the cause that is named; ticked, for it names none itself."""
    unclear, named = desk.clinic.cause_words(UNCLEAR), desk.clinic.cause_words(cause)
    words = label_md(f"“{unclear}” no longer holds: {named} takes its place")
    ends = st.checkbox(words, value=True, key="cause-new-unclear")
    return bool(ends)


def _apply(
    desk: Desk, key: str, act: Callable[[str], Done] | str, seen: Foresight | None = None, why_key: str = ""
) -> None:
    """Draw the button that does what was looked at, and why it was refused; `act` is what is missing where it cannot.

    The press does what this drawing showed: by the next one the plan may have changed.
    """
    words = f"Apply {count_words(len(seen.lines), 'change')}" if seen and seen.lines else "Save"
    st.button(label_md(words), type="primary", key=key, on_click=_press, args=(desk, act, why_key))
    draw_said(_DIALOG)


def _press(desk: Desk, act: Callable[[str], Done] | str, why_key: str) -> None:
    """Do it and forget what was typed for it, or have said what is missing or why it is refused."""
    say_nothing(_DIALOG)
    try:
        if isinstance(act, str):
            raise InvalidInput(act)
        say(of_done(act(st.session_state.get(why_key, ""))))
    except CarePlanError as error:
        say_refused(_DIALOG, error)
    else:
        unsent_text.sent(desk, why_key)
        st.rerun()


def _shown(desk: Desk, foresee: Callable[[], Foresight]) -> Foresight | None:
    """Draw what follows of the choice; return it, or None where the choice is refused."""
    try:
        seen = foresee()
    except CarePlanError as error:
        st.error(label_md(str(error)))
        return None
    if seen.closes:
        st.markdown(
            f"**Plan {unbroken(seen.closes)} closes, and the next plan opens with this suspected cause.** "
            "What is still to do in it ends with it; what was done stays on record. Undo takes all of it back."
        )
    st.markdown("**What follows for the tasks**" if seen.lines else "No task changes.")
    for kind, words in _KINDS.items():
        _lines(desk, seen.of(kind), *words)
    for stands in seen.stands:
        st.markdown(foreseen_md(desk, stands))
    if seen.last:
        st.markdown(none_left_words(desk))
    return seen


def _lines(desk: Desk, lines: tuple[Foreseen, ...], one: str, many: str) -> None:
    """Draw what happens alike to some tasks; many lines are folded."""
    if lines:
        does = one if len(lines) == 1 else many
        with st.expander(label_md(f"{count_words(len(lines), 'task')} {does}"), expanded=len(lines) <= _FEW):
            st.markdown("\n".join(f"- {line_md(desk, line)}" for line in lines))


def line_md(desk: Desk, line: Foreseen) -> str:
    """Return one line in Markdown: MRI (surgeon), 9 Mar → 23 Mar; a series with the number of its sessions."""
    whose = escape_md(desk.clinic.role_words(line.role).lower())
    sessions = f", {line.sessions:d} sessions" if line.sessions > 1 else ""
    return f"{escape_md(line.title)} ({whose}){sessions}{_days(desk, line)}"


def _days(desk: Desk, line: Foreseen) -> str:
    before, after = (short_date(day, today=desk.today) if day else "" for day in (line.before, line.after))
    first = "first " if line.sessions > 1 else ""
    if line.kind is ChangeKind.CHANGE:
        return f", {first}{before or 'no date yet'} → {after or 'no date yet'}" if before != after else ""
    day = before if line.kind is ChangeKind.CANCEL else after
    return f", {first}{day}" if day else ""
