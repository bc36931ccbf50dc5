"""What the last act in the drawer came to: done, at its head with Undo; refused, right below what was pressed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal, NamedTuple

import streamlit as st

from careplan.coordination.field_words import field_label, value_words
from careplan.coordination.task_card import TaskCard
from careplan.coordination.undo import undo
from careplan.pages.desk import Desk
from careplan.pages.parts.drawer_state import (
    Place,
    Refusal,
    attempt,
    field,
    is_choice,
    keep_theirs,
    refusal_of,
    said_of,
)
from careplan.pages.parts.lead import lead_to
from careplan.pages.parts.moments import moment_words
from careplan.pages.parts.words import escape_md, unbroken, unbroken_ids

_HEIGHT_PX: Final = 44
"""Two lines of small text: the place has one height, so that nothing below it moves when something is done."""
_TWO_LINES: Final = 68
"""Characters that two lines hold on a phone beside Undo; what an act brought along may need more, and is never cut."""


class Again(NamedTuple):
    """How an act is done again that met another's: `press` does it, `fields` are the widgets of what was chosen."""

    press: Callable[[], None]
    fields: tuple[str, ...]


def draw_said(desk: Desk, card: TaskCard) -> None:
    """Draw which task it is, in the place where then stands what was done in this drawer, with Undo."""
    task_id = card.line.id
    said = said_of(task_id)
    height: int | Literal["content"] = "content" if said and len(said.text) > _TWO_LINES else _HEIGHT_PX
    with st.container(
        horizontal=True, wrap=False, vertical_alignment="center", gap="small", height=height, border=False
    ):
        if said is None:
            _which(desk, card)
            return
        st.markdown(f":small[✓ {escape_md(unbroken_ids(said.text))}]", width="stretch")
        if said.undo:
            st.button("Undo", key=field("undo", task_id), on_click=_undo, args=(desk, task_id, said.undo))


def _which(desk: Desk, card: TaskCard) -> None:
    line = card.line
    causes = escape_md(", ".join(card.causes))
    st.markdown(f":small[:gray[{unbroken(line.id)} · {unbroken(line.plan_id)} · {causes}]]", width="stretch")
    if "plan" in desk.pages and st.query_params.get("id") != line.plan_id:  # on its own board it is open
        st.page_link(desk.pages["plan"], label="Open plan", query_params={"id": line.plan_id})


def draw_refused(desk: Desk, task_id: str, *places: Place) -> bool:
    """Draw why the last act was refused, if it was pressed in one of these places; return whether it was.

    Where there is a choice between two who changed the same, `draw_choice` does.
    """
    refusal = refusal_of(task_id)
    if refusal is None or refusal.place not in places or is_choice(refusal):
        return False
    _draw(desk, refusal)
    return True


def draw_choice(desk: Desk, task_id: str, again: Mapping[Place, Again]) -> None:
    """Draw and lead to the choice where somebody else changed the same first; `again` does each act, by its place."""
    refusal = refusal_of(task_id)
    if refusal and is_choice(refusal):
        with st.container(key=field("choice", task_id)):
            _draw(desk, refusal)
            _offer(desk, task_id, refusal, again[refusal.place])
        says, beside = refusal.text, field("choice", task_id)
        lead_to([field("theirs", task_id)], refusal=refusal.id, says=says, beside=beside)


def _draw(desk: Desk, refusal: Refusal) -> None:
    st.error(escape_md(refusal.text), icon=":material/error:")
    for name in refusal.fields:
        st.markdown(_differing(desk, refusal, name))


def _offer(desk: Desk, task_id: str, refusal: Refusal, again: Again) -> None:
    theirs, mine = (
        escape_md(", ".join(value_words(desk.clinic, name, met[place]) for name, met in refusal.fields.items()))
        for place in (1, 2)
    )
    with st.container(horizontal=True, gap="small"):
        st.button(f"Use mine: {mine}", key=field("mine", task_id), on_click=again.press)
        names = (task_id, *again.fields)
        kept = "the earlier one" if _is_own(desk, task_id) else "theirs"
        st.button(f"Keep {kept}: {theirs}", key=field("theirs", task_id), on_click=keep_theirs, args=names)


def _is_own(desk: Desk, task_id: str) -> bool:
    """Whether what a refused act met was done by the same person, in another window."""
    refusal = refusal_of(task_id)
    return refusal is not None and refusal.by in ("you", desk.actor.id)


def _differing(desk: Desk, refusal: Refusal, name: str) -> str:
    when = f" ({escape_md(refusal.by)}, {moment_words(desk, refusal.at)})" if refusal.at else ""
    was, now, yours = (escape_md(value_words(desk.clinic, name, value)) for value in refusal.fields[name])
    label = escape_md(field_label(desk.clinic, name))
    return f"**{label}** was {was} · now **{now}**{when} · yours **{yours}**"


def _undo(desk: Desk, task_id: str, act: str) -> None:
    attempt(desk, task_id, lambda key: undo(desk.clinic, act, actor=desk.actor, key=key))
