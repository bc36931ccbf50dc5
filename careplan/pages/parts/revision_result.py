"""What follows of a revision: its effect on the plan, the lines with their ticks, and the act that applies them."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Final
from uuid import uuid4

import streamlit as st

from careplan.coordination.conference import Conference
from careplan.coordination.revisable import Revisable
from careplan.coordination.revise import Looked, look_at_revision, revise_plan
from careplan.coordination.revision_effect import Effect
from careplan.errors import CarePlanError
from careplan.outlook import Outlook
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.conference_fields import conference_fields
from careplan.pages.parts.revision import revision_lines, revision_wire
from careplan.pages.parts.revision.component import latest_turned
from careplan.pages.parts.said import draw_said, say_nothing, say_refused
from careplan.pages.parts.standing_words import foreseen_md, none_left_words
from careplan.pages.parts.strip import of_done, say
from careplan.pages.parts.version_comparison import differs_md
from careplan.pages.parts.words import count_words, escape_md, label_md, show_date, unbroken
from careplan.revision import Revision

PLACE: Final = "revise"
"""Where a press that did nothing says why."""
_PRESSED: Final = "revise-pressed"
_LINES: Final = "revision"


@dataclass(frozen=True, slots=True)
class Result:
    """What a choice would come to, as this drawing shows it.

    Attributes:
        keys: of its lines.
        changes: how many lines apply.
        back_to_version: the earlier version that it leads back to; None where it is another change.
        conference: where it was decided, of a person who only records that.
        press: names a press of what this drawing offers, so that a second one does nothing more.
    """

    found: Revisable
    revision: Revision
    seen: Looked
    keys: tuple[str, ...]
    changes: int
    back_to_version: int | None
    conference: Conference | None = None
    press: str = field(default_factory=lambda: uuid4().hex)


def result_of(desk: Desk, found: Revisable, revision: Revision, back_to_version: int | None) -> Result | None:
    """Return what would follow with the ticks as they are; None, and why, where nothing can.

    Of a choice that changes nothing it is the plan as it stands.
    """
    held = _held(desk, found, revision)

    def look(turned: Set[str] = frozenset()) -> Looked:
        return look_at_revision(desk.clinic, found.plan_id, revision, actor=desk.actor, turned=turned, conference=held)

    try:
        seen = look()
        lines = seen.foresight.lines
        keys = tuple(line.key for line in lines)
        if turned := latest_turned(keys, key=_LINES):
            seen = look(turned)
    except CarePlanError as error:
        st.error(label_md(str(error)))
        return None
    changes = sum(line.fixed or line.ticked is not (line.key in turned) for line in lines)
    return Result(found, revision, seen, keys, changes, back_to_version, held)


def _held(desk: Desk, found: Revisable, revision: Revision) -> Conference | None:
    """Ask for the case conference where somebody may only record what one decided."""
    records = any(one.may and one.by_conference for one in found.decisions if one.gate in revision.gates)
    return conference_fields(desk, found.members, found.plan_id) if records else None


def draw_lines(desk: Desk, result: Result) -> None:
    """Draw what is kept, added, changed and cancelled."""
    seen = result.seen
    data = revision_wire(desk, seen.kept, seen.foresight.lines, seen.effect.stays)
    revision_lines(data, result.keys, key=_LINES)


def draw_notes(desk: Desk, result: Result) -> None:
    """Draw what of the plan becomes otherwise, and what somebody has to see to; no tick changes what stands here."""
    foresight = result.seen.foresight
    if result.back_to_version is not None and result.seen.differs:
        st.markdown("\n".join(f"- {differs_md(one)}" for one in result.seen.differs))
    notes = [foreseen_md(desk, stands, result.revision) for stands in foresight.stands]
    if foresight.closes:
        notes.append(
            f"**Plan {unbroken(foresight.closes)} closes, and the next plan opens with this suspected cause.** What is "
            "still to do in it ends with it; what was done stays on record. Undo takes all of it back."
        )
    if foresight.last:
        notes.append(none_left_words(desk))
    for note in filter(None, notes):
        st.warning(note)
    if result.seen.refusals:
        st.info("  \n".join(escape_md(refusal) for refusal in result.seen.refusals))


def draw_warnings(desk: Desk, effect: Effect) -> None:
    """Draw which warnings come and go with the lines that are ticked, and who holds the plan up then."""
    lines = [f"**New warning** {escape_md(message)}" for message in effect.appear]
    lines += [f"**Warning that goes** {escape_md(message)}" for message in effect.go]
    slowest = [desk.clinic.role_words(one.slowest).lower() if one.slowest else "none" for one in _both(effect)]
    if slowest[0] != slowest[1]:
        lines.append(f"**Slowest role** {escape_md(' → '.join(slowest))}")
    if lines:
        st.markdown("  \n".join(lines))
    if effect.out_of_step:
        st.warning(escape_md(f"{effect.out_of_step}."))


def _both(effect: Effect) -> tuple[Outlook, Outlook]:
    return effect.before, effect.after


def draw_effect(desk: Desk, effect: Effect) -> None:
    """Draw when the plan would end and who would have more or less, beside what applies it."""
    loads = ((desk.clinic.role_words(one.role).lower(), one.after - one.before) for one in effect.loads)
    more = ", ".join(f"{role} {change:+d}" for role, change in loads if change)
    words = escape_md(more.replace("-", "\N{MINUS SIGN}") or "as many for each role")
    before, after = _both(effect)
    counted = [f"{len(effect.appear):d} new"] if effect.appear else []
    counted += [f"{len(effect.go):d} gone"] if effect.go else []
    warnings = f" · **Warnings** {', '.join(counted)}" if counted else ""
    end, treatment = _days(before.end, after.end), _days(before.treatment, after.treatment)
    when = f"**Predicted end** {end} · **Treatment until** {treatment}{warnings}"
    st.markdown(f":small[{when}]  \n:small[**Open tasks** {words}]")


def _days(before: date | None, after: date | None) -> str:
    now = show_date(after) if after else "no date"
    if before == after:
        return f"stays {now}"
    return f"{show_date(before)} → {now}" if before else f"no date → {now}"


def draw_act(desk: Desk, result: Result) -> None:
    """Draw the reason and the button that does what was looked at; it is off where a part of it is refused."""
    found = result.found
    why_key = f"revise-why-{found.plan_id}"
    draw_refused(found, result.revision)
    draw_effect(desk, result.seen.effect)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        with st.container(width="stretch"):
            unsent_text.one_line(desk, "Reason", key=why_key)
        verb = f"Apply {count_words(result.changes, 'change')}" if result.changes else "Save"
        what = "and open the next plan" if result.seen.foresight.closes else f"as version {found.version + 1:d}"
        st.button(
            label_md(f"{verb} {what}"),
            type="primary",
            key="revise-apply",
            on_click=partial(_press, desk, result, why_key),
            disabled=bool(result.seen.refusals),
        )
        st.button("Cancel", key="revise-cancel", on_click=partial(desk.go, "plan", id=found.plan_id))


def draw_refused(found: Revisable, revision: Revision) -> None:
    """Draw why the last press did nothing, until something else is chosen."""
    if revision.anything and (found.version, revision) != st.session_state.get(_PRESSED):
        say_nothing(PLACE)
    draw_said(PLACE)


def _press(desk: Desk, result: Result, why_key: str) -> None:
    """Do it and leave for the plan, or have said why it is refused."""
    say_nothing(PLACE)
    st.session_state[_PRESSED] = (result.found.version, result.revision)
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
            conference=result.conference,
            key=result.press,
        )
    except CarePlanError as error:
        say_refused(PLACE, error)
        return
    say(of_done(done))
    unsent_text.sent(desk, why_key)
    desk.go("plan", id=done.plan_id)
