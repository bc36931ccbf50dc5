"""Sign-off: one line a discipline, at the meeting and on the patient's page; only the discipline itself signs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import streamlit as st

from careplan.coordination.overwriting import Seen
from careplan.coordination.signatures import Signature
from careplan.coordination.signing import note_absence, sign, unsign
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.moments import moment_words
from careplan.pages.parts.review_acts import done_at_meeting, draw_done
from careplan.pages.parts.words import Mark, Shape, Tone, escape_md, label_md, role_mark
from careplan.sign_off import Decided, SignState
from careplan.team import RoleId

_MARKS = {
    SignState.SIGNED: Mark(Shape.CHECK, Tone.GREEN, "signed"),
    SignState.ABSENT: Mark(Shape.SLASH, Tone.GRAY, "absent"),
    SignState.DISAGREES: Mark(Shape.CROSS, Tone.RED, "disagrees"),
}
_CHANGED = Mark(Shape.CHANGED, Tone.ORANGE, "changed since signed")
_EARLY = {
    SignState.SIGNED: Mark(Shape.CHANGED, Tone.ORANGE, "signed before this decision"),
    SignState.DISAGREES: Mark(Shape.CHANGED, Tone.ORANGE, "disagreed before this decision"),
}


class _Shown(NamedTuple):
    """What stands on the screen when somebody signs: the decisions of the plan, and of the meeting on a day."""

    decided: Decided
    meeting: date | None
    agreed: Seen


def sign_offs(
    desk: Desk,
    plan_id: str,
    signatures: Iterable[Signature],
    decided: Decided,
    *,
    meeting: date | None = None,
    agreed: str | None = None,
) -> None:
    """Draw them.

    Args:
        decided: the decisions that stand on the screen, to which a signature is bound.
        meeting: the day of the meeting at which it is; None on the patient's page.
        agreed: the decision of that meeting, as it stands on the screen.
    """
    st.subheader("Sign-off", anchor=False)
    st.caption("For the causes, decisions and goal of the plan, not its dates.")
    for one in signatures:
        with st.container(
            key=f"sign-row-{one.role}",
            horizontal=True,
            horizontal_alignment="right",
            vertical_alignment="center",
            gap="xsmall",
        ):
            st.markdown(_signature_md(desk, one), width="stretch")
            _buttons(desk, plan_id, one, _Shown(decided, meeting, Seen(agreed)))
    draw_done(desk, _place(plan_id))


def _place(plan_id: str) -> str:
    return f"sign-act-{plan_id}"


def _signature_md(desk: Desk, one: Signature) -> str:
    mark = role_mark(desk.clinic.catalogue.roles[one.role])
    lines = [f":{mark.tone}[{mark.glyph}] {escape_md(mark.word)}"]
    if one.state:
        if one.early:
            lines.append(_badge(_EARLY[one.state]).strip())
        else:
            lines[0] += _badge(_MARKS[one.state])
        if one.changed and one.state is not SignState.ABSENT:
            lines[0] += _badge(_CHANGED)
        lines.append(f":small[{escape_md(_how(desk, one))}]")
    return "  \n".join(lines)


def _badge(mark: Mark) -> str:
    return f" :{mark.tone}-badge[{mark.glyph} {escape_md(mark.word)}]"


def _how(desk: Desk, one: Signature) -> str:
    when = f"{one.by}, {moment_words(desk, one.at)}" if one.at else one.by
    version = "" if one.state is SignState.ABSENT else f", version {one.version}"
    why = f". Because: {one.reason.rstrip('.')}" if one.reason else ""
    changed = "" if not one.changed or one.state is SignState.ABSENT else f". Otherwise now: {', '.join(one.changed)}"
    return f"{when}{version}{why}{changed}"


def _buttons(desk: Desk, plan_id: str, one: Signature, shown: _Shown) -> None:
    if one.may_take_back and not one.early:
        st.button("Take back", key=f"unsign-{one.role}", on_click=_unsign, args=(desk, plan_id))
    if one.may_sign:
        with st.popover("Disagree", key=f"disagree-{one.role}"):
            key = f"disagree-why-{plan_id}"
            unsent_text.one_line(desk, "Why you disagree", key=key)
            args = (desk, plan_id, shown, key)
            st.button("Disagree", key=f"disagree-send-{one.role}", on_click=_disagree, args=args)
        st.button("Sign", key=f"sign-{one.role}", type="primary", on_click=_sign, args=(desk, plan_id, shown))
    elif not one.stands and one.refusal:
        if one.may_note_absence and shown.meeting:
            absent = (desk, plan_id, one.role, shown.meeting)
            st.button("Absent", key=f"absent-{one.role}", on_click=_absent, args=absent)
        st.button("Sign", key=f"sign-{one.role}", disabled=True, help=label_md(one.refusal))


def _sign(desk: Desk, plan_id: str, shown: _Shown) -> None:
    done_at_meeting(
        lambda: sign(
            desk.clinic, plan_id, actor=desk.actor, seen=shown.decided, agreed=shown.agreed, meeting=shown.meeting
        ),
        desk,
        place=_place(plan_id),
    )


def _disagree(desk: Desk, plan_id: str, shown: _Shown, key: str) -> None:
    why = str(st.session_state.get(key) or "")
    done_at_meeting(
        lambda: sign(
            desk.clinic,
            plan_id,
            actor=desk.actor,
            seen=shown.decided,
            agreed=shown.agreed,
            disagrees_because=why,
            meeting=shown.meeting,
        ),
        desk,
        key,
        place=_place(plan_id),
    )


def _absent(desk: Desk, plan_id: str, role: RoleId, meeting: date) -> None:
    done_at_meeting(
        lambda: note_absence(desk.clinic, plan_id, role, actor=desk.actor, meeting=meeting), desk, place=_place(plan_id)
    )


def _unsign(desk: Desk, plan_id: str) -> None:
    done_at_meeting(lambda: unsign(desk.clinic, plan_id, actor=desk.actor), desk, place=_place(plan_id))
