"""Brings a plan of another clinic in: look at what became of its FHIR, choose a plan, apply what is ticked."""

from __future__ import annotations

from functools import partial
from io import BytesIO
from typing import Final, NamedTuple
from uuid import uuid4

import streamlit as st

from careplan.coordination.other_plans import Offers, OtherFile, offers, read_other
from careplan.coordination.other_plans_apply import take_other
from careplan.coordination.undo import undo
from careplan.errors import CarePlanError
from careplan.exchange.fhir_reading import Leaf
from careplan.exchange.fhir_reading_plans import OtherPlan
from careplan.pages.desk import Desk
from careplan.pages.parts.data_template_in import draw_came_back
from careplan.pages.parts.other_wire import element_words, offers_wire
from careplan.pages.parts.revision import revision_lines
from careplan.pages.parts.revision.component import latest_turned
from careplan.pages.parts.said import Back, draw_said, say_done, say_nothing, say_refused
from careplan.pages.parts.strip import of_done, say
from careplan.pages.parts.words import count_words, escape_md, label_md, unbroken_ids
from careplan.team import RoleId
from careplan.unseen import visible

_PLACE: Final = "other"
_LINES: Final = "other-lines"
_PLAN: Final = "other-plan"
_ROLE: Final = "other-role"
_SEEN: Final = "other-seen"
_WHOSE: Final = "other-whose"
_LONGEST_SHOWN: Final = 300
_GROUPS: Final = (
    ("used", "Used", "careplan has a field for it, or needed it to understand the file."),
    ("kept", "Kept as text", "It goes along in words, with the tasks that you take."),
    ("unknown", "Not understood", "Codes, addresses and the like, of which nothing is taken."),
)


class _Seen(NamedTuple):
    """A file as it was read; `press` names a press of Apply for it."""

    file: str
    found: OtherFile
    press: str


def draw_other(desk: Desk, file_id: str, data: bytes) -> None:
    """Draw what a file of FHIR says and what may be taken of it."""
    try:
        seen = _looked_at(desk, file_id, data)
    except CarePlanError as refused:
        st.error(escape_md(str(refused)))
        return
    for template in seen.found.templates:
        draw_came_back(desk, template)
    for plan in seen.found.plans:
        st.markdown(f"**{escape_md(_heading(plan))}**")
        if plan.subject.words:
            st.caption(
                label_md(f"Of {plan.subject.words}, as the file says. Take it only into the plan of the same person.")
            )
        for warning in plan.warnings:
            st.warning(escape_md(warning))
    if seen.found.plans and (found := _of_one(seen.found)):
        _draw_taking(desk, data, seen._replace(found=found))
    _draw_groups(seen.found)


def _of_one(found: OtherFile) -> OtherFile | None:
    """Return the file with the plans of one person; of several the one that was chosen, None before that."""
    if len(found.people) < 2:
        return found
    words = {one.key: one.words or "Somebody without a name" for one in found.people}
    st.warning(f"The file holds plans of {len(words)} people. Take those of one, into the plan of the same person.")
    chosen = st.radio("Whose plans", list(words), index=None, format_func=lambda key: label_md(words[key]), key=_WHOSE)
    return found.of(chosen) if chosen in words else None


def _heading(plan: OtherPlan) -> str:
    kind = "Care plan of another clinic" if plan.kind == "CarePlan" else "Plan definition of others"
    return f"{kind}: {plan.title[:_LONGEST_SHOWN]}" if plan.title else kind


def _looked_at(desk: Desk, file_id: str, data: bytes) -> _Seen:
    """Return what the file says; it is read once."""
    seen: _Seen | None = st.session_state.get(_SEEN)
    if seen is None or seen.file != file_id:
        found = read_other(desk.clinic, BytesIO(data), actor=desk.actor)
        seen = st.session_state[_SEEN] = _Seen(file_id, found, uuid4().hex)
    return seen


def _draw_taking(desk: Desk, data: bytes, seen: _Seen) -> None:
    roles = {role.id: role.label for role in desk.clinic.catalogue.roles.values() if not role.account_only}
    own = list(roles).index(desk.actor.role) if desk.actor.role in roles else 0
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="other-where"):
        plan_id = st.text_input("Into the plan", key=_PLAN, placeholder="PL-0042-01").strip().upper()
        role = st.selectbox(
            "Role for work that names none", list(roles), index=own, format_func=roles.__getitem__, key=_ROLE
        )
    if not plan_id:
        st.caption("Give the plan that its tasks and goals are to join.")
        return
    try:
        found = offers(desk.clinic, seen.found, plan_id, actor=desk.actor, role=role)
    except CarePlanError as refused:
        st.error(escape_md(str(refused)))
        return
    if found.doubt:
        st.warning(escape_md(unbroken_ids(found.doubt)))
    _draw_offers(desk, data, seen, found, role)


def _draw_offers(desk: Desk, data: bytes, seen: _Seen, found: Offers, role: RoleId) -> None:
    ticked = {one.key: one.ticked for one in found.tasks if not one.why_not}
    ticked |= {one.key: one.ticked for one in found.goals}
    refused = [one for one in found.tasks if one.why_not]
    keys = list(ticked)
    if keys:
        revision_lines(offers_wire(desk, found), keys, key=_LINES)
    if refused:
        with st.expander(label_md(f"Not taken: {count_words(len(refused), 'activity', 'activities')}")):
            st.markdown(
                "\n".join(f"- **{escape_md(one.activity.title or '—')}**: {escape_md(one.why_not)}" for one in refused)
            )
    if not keys:
        st.info("Nothing of it can become a task or goal.")
        return
    turned = latest_turned(keys, key=_LINES)
    taken = [key for key, on in ticked.items() if on is not (key in turned)]
    st.button(
        label_md(
            f"Apply {count_words(len(taken), 'change', 'changes')} to {found.plan_id}, patient {found.patient_id}"
        ),
        type="primary",
        key="other-apply",
        disabled=not taken,
        on_click=partial(_apply, desk, data, found, taken, role, seen),
    )
    draw_said(_PLACE, partial(_take_back, desk))


def _apply(desk: Desk, data: bytes, found: Offers, taken: list[str], role: RoleId, seen: _Seen) -> None:
    say_nothing(_PLACE)
    try:
        came = take_other(
            desk.clinic,
            BytesIO(data),
            found.plan_id,
            taken,
            actor=desk.actor,
            role=role,
            whose=next((one.key for one in seen.found.people), None),
            again=[one.key for one in found.tasks if one.is_here],
            key=seen.press,
        )
    except CarePlanError as refused:
        say_refused(_PLACE, refused)
        return
    st.session_state[_SEEN] = st.session_state[_SEEN]._replace(press=uuid4().hex)
    say(of_done(came.done))
    say_done(_PLACE, f"{came.done.words}.", Back("Undo", (came.done.act,)), warns=bool(came.refused))


def _take_back(desk: Desk, act: str) -> None:
    try:
        say_done(_PLACE, f"{undo(desk.clinic, act, actor=desk.actor).words}.")
    except CarePlanError as refused:
        say_refused(_PLACE, refused)


def _draw_groups(found: OtherFile) -> None:
    """Draw what became of each value of the file."""
    st.markdown("**What became of the file**")
    for name, title, hint in _GROUPS:
        leaves: tuple[Leaf, ...] = getattr(found, name)
        with st.expander(label_md(f"{title}: {count_words(len(leaves), 'value', 'values')}")):
            st.caption(hint)
            if leaves:
                st.dataframe(
                    {
                        "Element": [element_words(leaf.path) for leaf in leaves],
                        "Value": [visible(leaf.text)[:_LONGEST_SHOWN] for leaf in leaves],
                    },
                    hide_index=True,
                    height=min(38 + 35 * len(leaves), 360),
                    key=f"other-{name}",
                )
