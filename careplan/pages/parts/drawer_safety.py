"""What safety rules and conflicts say of the task of the drawer, and how each is answered."""

from __future__ import annotations

import streamlit as st

from careplan.coordination.alerts import OpenAlert
from careplan.coordination.rule_acts import acknowledge, override_stop
from careplan.coordination.task_card import TaskCard
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.alert_words import alert_md
from careplan.pages.parts.conflict_words import CONFLICT, to_conflicts
from careplan.pages.parts.drawer_said import draw_refused
from careplan.pages.parts.drawer_state import attempt, field, typed
from careplan.pages.parts.words import escape_md
from careplan.safety_rule import Severity


def draw_safety(desk: Desk, card: TaskCard) -> None:
    """Draw the rules that concern it, the gravest first, then what it conflicts with."""
    for alert in card.safety:
        _alert(desk, card, alert)
    for conflict in (one for one in card.conflicts if one.is_open):
        with st.container(border=True, gap="small", key=field(f"conflict-{conflict.digest}", card.line.id)):
            others = "; ".join(task.title for task in conflict.tasks if task.id != card.line.id)
            with_whom = f"  \n:small[With: {escape_md(others or conflict.about)}.]" if others or conflict.about else ""
            st.markdown(f"{CONFLICT} {escape_md(conflict.title)}.{with_whom}")
            to_conflicts(desk, card.line.plan_id, key=field(f"to-{conflict.digest}", card.line.id))
    draw_refused(desk, card.line.id, "safety")


def _alert(desk: Desk, card: TaskCard, alert: OpenAlert) -> None:
    with st.container(border=True, gap="small", key=field(f"rule-{alert.rule}", card.line.id)):
        st.markdown(alert_md(desk, alert, answered_in=False))
        if alert.severity is Severity.STOP and not alert.overridden:
            _stop(desk, card, alert)
        elif alert.may_answer and alert.severity is not Severity.STOP:
            words = "Seen" if alert.severity is Severity.INFORM else "Acknowledge"
            st.button(words, key=_key(card, alert, "answer"), on_click=_acknowledge, args=(desk, card, alert))


def _stop(desk: Desk, card: TaskCard, alert: OpenAlert) -> None:
    """Say who may override a rule that stops the task; that person gives a reason."""
    who = " or the ".join(alert.answered_by)
    if alert.stops:
        st.markdown(
            f"This task is neither started nor done until that is settled, or the {escape_md(who)} overrides it."
        )
    if alert.may_answer:
        unsent_text.several_lines(desk, "Reason for overriding", key=_key(card, alert, "override"))
        st.button("Override", key=_key(card, alert, "override-now"), on_click=_override, args=(desk, card, alert))


def _key(card: TaskCard, alert: OpenAlert, name: str) -> str:
    return field(f"{name}-{alert.rule}", card.line.id)


def _acknowledge(desk: Desk, card: TaskCard, alert: OpenAlert) -> None:
    plan_id = card.line.plan_id
    attempt(
        desk,
        card.line.id,
        lambda key: acknowledge(desk.clinic, plan_id, alert.rule, seen=alert.digest, actor=desk.actor, key=key),
        place="safety",
    )


def _override(desk: Desk, card: TaskCard, alert: OpenAlert) -> None:
    name, plan_id = f"override-{alert.rule}", card.line.plan_id
    reason = str(typed(name, card.line.id))
    attempt(
        desk,
        card.line.id,
        lambda key: override_stop(
            desk.clinic, plan_id, alert.rule, seen=alert.digest, reason=reason, actor=desk.actor, key=key
        ),
        place="safety",
        clear=(name,),
    )
