"""What follows of a revision: its effect on the plan, the lines with their ticks, and the act that applies them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Final
from uuid import uuid4

import streamlit as st

from careplan.coordination.revisable import Revisable
from careplan.coordination.revise import Looked, look_at_revision, revise_plan
from careplan.coordination.revision_effect import Effect
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.revision import revision_lines, revision_wire
from careplan.pages.parts.revision.component import latest_turned
from careplan.pages.parts.said import draw_said, say_nothing, say_refused
from careplan.pages.parts.standing_words import foreseen_md, none_left_words
from careplan.pages.parts.strip import of_done, say
from careplan.pages.parts.words import count_words, escape_md, label_md, show_date
from careplan.revision import Revision

_PLACE: Final = "revise"
_LINES: Final = "revision"


@dataclass(frozen=True, slots=True)
class Result:
    """What a choice would come to, as this drawing shows it.

    Attributes:
        keys: of its lines.
        changes: how many lines apply.
        back_to_version: the earlier version that it leads back to; None where it is another change.
        press: names a press of what this drawing offers, so that a second one does nothing more.
    """

    found: Revisable
    revision: Revision
    seen: Looked
    keys: tuple[str, ...]
    changes: int
    back_to_version: int | None
    press: str = field(default_factory=lambda: uuid4().hex)


def result_of(desk: Desk, found: Revisable, revision: Revision, back_to_version: int | None) -> Result | None:
    """Return what would follow with the ticks as they are; None, and why, where nothing can."""
    if not revision.anything:
        return None
    try:
        seen = look_at_revision(desk.clinic, found.plan_id, revision, actor=desk.actor)
        lines = seen.foresight.lines
        keys = tuple(line.key for line in lines)
        if turned := latest_turned(keys, key=_LINES):
            seen = look_at_revision(desk.clinic, found.plan_id, revision, actor=desk.actor, turned=turned)
    except CarePlanError as error:
        st.error(label_md(str(error)))
        return None
    changes = sum(line.fixed or line.ticked is not (line.key in turned) for line in lines)
    return Result(found, revision, seen, keys, changes, back_to_version)


def draw_lines(desk: Desk, result: Result) -> None:
    """Draw what is kept, added, changed and cancelled."""
    seen = result.seen
    data = revision_wire(desk, seen.kept, seen.foresight.lines, seen.effect.stays)
    revision_lines(data, result.keys, key=_LINES)


def draw_effect(desk: Desk, seen: Looked) -> None:
    """Draw the effect on the plan as a whole, and what somebody has to see to."""
    st.markdown("  \n".join(_effect_md(desk, seen.effect)))
    warnings = [foreseen_md(desk, stands) for stands in seen.foresight.stands]
    if seen.foresight.last:
        warnings.append(none_left_words(desk))
    if seen.effect.out_of_step:
        warnings.append(escape_md(f"{seen.effect.out_of_step}."))
    for warning in warnings:
        st.warning(warning)


def _effect_md(desk: Desk, effect: Effect) -> list[str]:
    before, after = effect.before, effect.after
    words = desk.clinic.role_words
    loads = [f"{words(one.role).lower()} {one.after - one.before:+d}" for one in effect.loads]
    more = ", ".join(loads).replace("-", "\N{MINUS SIGN}")
    lines = [
        f"**Predicted end** {_days(before.end, after.end)}",
        f"**Treatment until** {_days(before.treatment, after.treatment)}",
        f"**Open tasks** {escape_md(more or 'as many for each role')}",
    ]
    if before.slowest != after.slowest:
        slowest = [words(one.slowest).lower() if one.slowest else "none" for one in (before, after)]
        lines.append(f"**Slowest role** {escape_md(' → '.join(slowest))}")
    lines += [f"**New warning** {escape_md(message)}" for message in effect.appear]
    lines += [f"**Warning that goes** {escape_md(message)}" for message in effect.go]
    if not effect.appear and not effect.go:
        lines.append("**Warnings** stay as they are")
    return lines


def _days(before: date | None, after: date | None) -> str:
    now = show_date(after) if after else "no date"
    if before == after:
        return f"stays {now}"
    return f"{show_date(before)} → {now}" if before else f"no date → {now}"


def draw_act(desk: Desk, result: Result) -> None:
    """Draw the reason and the button that does what was looked at; who may not is told who may."""
    found, refusals = result.found, result.seen.refusals
    why_key = f"revise-why-{found.plan_id}"
    if refusals:
        st.info("  \n".join(escape_md(refusal) for refusal in refusals))
    draw_said(_PLACE)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        with st.container(width="stretch"):
            unsent_text.one_line(desk, "Reason", key=why_key)
        verb = f"Apply {count_words(result.changes, 'change')}" if result.changes else "Save"
        st.button(
            f"{label_md(verb)} as version {found.version + 1:d}",
            type="primary",
            key="revise-apply",
            on_click=partial(_press, desk, result, why_key),
            disabled=bool(refusals),
        )
        st.button("Cancel", key="revise-cancel", on_click=partial(desk.go, "plan", id=found.plan_id))


def _press(desk: Desk, result: Result, why_key: str) -> None:
    """Do it and leave for the plan, or have said why it is refused."""
    say_nothing(_PLACE)
    try:
        done = revise_plan(
            desk.clinic,
            result.found.plan_id,
            result.revision,
            actor=desk.actor,
            reason=str(st.session_state.get(why_key, "")),
            turned=latest_turned(result.keys, key=_LINES),
            seen=result.seen,
            back_to_version=result.back_to_version,
            key=result.press,
        )
    except CarePlanError as error:
        say_refused(_PLACE, error)
        return
    say(of_done(done))
    unsent_text.sent(desk, why_key)
    desk.go("plan", id=result.found.plan_id)
