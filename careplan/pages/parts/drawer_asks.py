"""The form of what a task asks: exactly its inputs, each may be not obtained with a reason (PLAN_RULES R13)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from careplan.coordination.asks import Ask
from careplan.coordination.flag_card import FlagCard
from careplan.coordination.flags_asked import NOT_PRESENT
from careplan.coordination.task_card import TaskCard
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.conference_fields import conference_fields
from careplan.pages.parts.drawer_answers import (
    NOT_OBTAINED,
    OF_OTHERS,
    answer_of,
    asked_now,
    clashing,
    flags_spoken_for,
    given_answers,
)
from careplan.pages.parts.drawer_findings import draw_findings, finding_key
from careplan.pages.parts.drawer_red_flags import draw_red_flags, red_flag_key
from careplan.pages.parts.drawer_said import draw_refused
from careplan.pages.parts.drawer_state import field, let_mended_go, refusal_of, typed
from careplan.pages.parts.flag_against import against_words, reason_words
from careplan.pages.parts.lead import lead_to
from careplan.pages.parts.number_field import number_field
from careplan.pages.parts.words import RED_FLAG, escape_md, label_md

_NOT_NEEDED: Final = "Leave open what is not decided or not known: the red flag can be cleared without."


def draw_asks(desk: Desk, card: TaskCard) -> bool:
    """Draw one input for each open ask, and what was answered elsewhere.

    A refusal is said at the first ask that it speaks of, which gets the focus; returns whether one was said.
    """
    if not (card.asks or card.known):
        return False
    let_mended_go(card.line.id, clashing(given_answers(card)))
    missing = _missing(card)
    with st.container(border=True, key=field("asks", card.line.id)):
        st.markdown(f"**{'What the urgent work would have answered' if card.flag else 'Closing this task answers'}**")
        if card.flag and card.asks:
            st.caption(_of_a_red_flag(card.flag))
        for said in card.known:
            st.markdown(f"✓ {escape_md(said)}")
        for ask in asked_now(card):
            if not ask.decided_by:
                _draw_missing(desk, card, ask, missing)
                _draw(desk, ask, card.line.id)
        if any(ask.by_conference for ask in card.asks):
            conference_fields(desk, card.team, card.line.id)
        of_others = [ask for ask in card.asks if ask.decided_by]
        for ask in [ask for ask in of_others if ask in missing][:1]:
            _draw_missing(desk, card, ask, missing)
        _draw_of_others(desk, of_others, card.line.id)
        for ask in flags_spoken_for(card):
            _draw_missing(desk, card, ask, missing)
            _draw_flag(desk, ask, card.line.id)
    return bool(missing)


def _of_a_red_flag(flag: FlagCard) -> str:
    """Say why clearing a red flag asks anything: the work that would have answered it is closed, or not in the plan."""
    if not flag.urgent:
        return f"No task of this plan is open for its urgent work, which would have answered this. {_NOT_NEEDED}"
    return f"The open tasks above do not ask this, and no other task for it is open in this plan. {_NOT_NEEDED}"


def _missing(card: TaskCard) -> list[Ask]:
    """Return the asks that the last refusal speaks of, in the order in which they are drawn."""
    refusal = refusal_of(card.line.id)
    about = refusal.about if refusal and refusal.place == "close" else ()
    asked = (*card.asks, *flags_spoken_for(card))
    return sorted((ask for ask in asked if ask.name in about), key=_drawn_late)


def _drawn_late(ask: Ask) -> tuple[bool, bool]:
    """Order asks as they are drawn: first one's own, then those of others, then the red flags."""
    return ask.kind == "red_flag", bool(ask.decided_by)


def _draw_missing(desk: Desk, card: TaskCard, ask: Ask, missing: Sequence[Ask]) -> None:
    """Say above an ask that it is missing; the first one gets the whole refusal, and the focus."""
    task_id = card.line.id
    refusal = refusal_of(task_id)
    if ask not in missing or refusal is None:
        return
    if ask is not missing[0]:
        if answer_of(ask, task_id) is None:
            st.markdown(":small[:red[✕ Not answered yet]]")
        return
    place = field("refusal-box", task_id)
    with st.container(key=place):
        draw_refused(desk, task_id, "close")
    lead_to(_keys(ask, task_id), refusal=refusal.id, says=refusal.text, beside=place)


def _keys(ask: Ask, task_id: str) -> list[str]:
    """Return the widgets of an ask: a reason that is asked for is what is missing, where it is drawn."""
    if ask.kind == "red_flags":
        return [red_flag_key(ask.options[0][0], task_id)]
    if ask.kind == "findings":
        return [field(f"reason-{ask.name}", task_id), finding_key(ask.findings[0].name, task_id)]
    name = OF_OTHERS if ask.decided_by else ask.name
    return [field(f"{kind}-{name}", task_id) for kind in ("reason", "why", "ask", "missing")]


def _draw_flag(desk: Desk, ask: Ask, task_id: str) -> None:
    """Draw the question whether a red flag is present: what was entered speaks for it."""
    words, key = dict(ask.options), field(f"ask-{ask.name}", task_id)
    with st.container(border=True, gap="xxsmall"):
        st.markdown(f":red[**{RED_FLAG.glyph} {escape_md(ask.question)}**]")
        st.radio(
            label_md(ask.question),
            list(words),
            format_func=lambda value: label_md(words[value]),
            index=None,
            key=key,
            horizontal=True,
            label_visibility="collapsed",
        )
        if typed(f"ask-{ask.name}", task_id) == NOT_PRESENT:
            unsent_text.one_line(desk, "Why it is not present", key=field(f"why-{ask.name}", task_id))


def _draw(desk: Desk, ask: Ask, task_id: str) -> None:
    if ask.kind == "red_flags":
        draw_red_flags(ask, task_id)
    elif ask.kind == "findings":
        draw_findings(ask, task_id)
        _draw_not_obtained(desk, ask, task_id)
    elif ask.options:
        _draw_choice(desk, ask, task_id)
    else:
        _draw_entry(desk, ask, task_id)


def _draw_choice(desk: Desk, ask: Ask, task_id: str) -> None:
    key = field(f"ask-{ask.name}", task_id)
    words = dict(ask.options)
    if ask.kind != "decision" and not ask.recorded:  # a decision of one’s own is taken, or it is not decided yet
        words[NOT_OBTAINED] = NOT_OBTAINED
    label = ask.question or ask.label
    with st.container(gap="xxsmall"):
        st.markdown(
            f":small[{escape_md(label)}{_on_record(ask)}]"
        )  # the label itself is read out as it stands, escapes and all
        chosen = st.pills(
            label_md(label),
            list(words),
            format_func=lambda value: escape_md(words[value]),
            key=key,
            label_visibility="collapsed",
        )
    if chosen == NOT_OBTAINED:
        _draw_reason(desk, ask.name, ask.label, task_id)
    elif ask.kind == "decision" and chosen not in (None, "undecided"):
        against = ask.against if chosen == "yes" else ()
        if against:
            st.warning(against_words(against), icon=":material/flag:")
        unsent_text.one_line(
            desk, f"{reason_words(against)}: {label_md(ask.label)}", key=field(f"why-{ask.name}", task_id)
        )


def _draw_entry(desk: Desk, ask: Ask, task_id: str) -> None:
    key = field(f"ask-{ask.name}", task_id)
    with st.container(gap="xxsmall"):  # below one another: side by side, a long name would be cut
        if ask.kind == "number":
            number_field(ask.label, ask.range, key=key)
        else:
            unsent_text.one_line(desk, label_md(f"{ask.label}. {ask.question}"), key=key)
        if ask.recorded:
            st.markdown(f":small[{_on_record(ask).strip()}]")
        else:
            _draw_not_obtained(desk, ask, task_id)


def _on_record(ask: Ask) -> str:
    """Say what is known until now: a new answer takes its place, none leaves it as it is."""
    return f" :gray[On record: {escape_md(ask.recorded)}]" if ask.recorded else ""


def _draw_not_obtained(desk: Desk, ask: Ask, task_id: str) -> None:
    """Draw the box for what was not obtained, and the reason that it asks for."""
    if st.checkbox(_missing_words(ask.label), key=field(f"missing-{ask.name}", task_id)):
        _draw_reason(desk, ask.name, ask.label, task_id)


def _draw_of_others(desk: Desk, asks: Sequence[Ask], task_id: str) -> None:
    """Draw the decisions that are others' to take: who takes which, and one reason for leaving them open."""
    if not asks:
        return
    who: dict[str, list[str]] = {}
    for ask in asks:
        who.setdefault(ask.decided_by, []).append(ask.label)
    st.markdown("**Not yours to decide**")
    for others, labels in who.items():
        st.markdown(f"{escape_md(', '.join(labels))}: :gray[{escape_md(others)}]")
    names = ", ".join(ask.label for ask in asks)
    if st.checkbox(_missing_words(names), key=field(f"missing-{OF_OTHERS}", task_id)):
        _draw_reason(desk, OF_OTHERS, names, task_id)


def _missing_words(label: str) -> str:
    """Return the words of the box, which names what was not obtained: several of them stand in one form."""
    return f"{label_md(label)}: {NOT_OBTAINED.lower()}"


def _draw_reason(desk: Desk, name: str, label: str, task_id: str) -> None:
    unsent_text.one_line(desk, f"Why was it not obtained? {label_md(label)}", key=field(f"reason-{name}", task_id))
