"""What a plan stands on before anything of it is changed: causes, decisions, goals, dates, and when it would end."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from careplan.coordination.goals import target_words
from careplan.coordination.revisable import Revisable
from careplan.coordination.revision_effect import Effect
from careplan.pages.desk import Desk
from careplan.pages.parts.planned_words import planned_words
from careplan.pages.parts.words import escape_md, show_date


def draw_standing(desk: Desk, found: Revisable, effect: Effect) -> None:
    """Draw it, one line each."""
    st.markdown("**The plan now.** Choose what changes: what follows is shown here before anything is saved.")
    st.markdown(
        "  \n".join(f"**{escape_md(label)}** {escape_md(words)}" for label, words in _lines(desk, found, effect))
    )


def _lines(desk: Desk, found: Revisable, effect: Effect) -> Iterator[tuple[str, str]]:
    clinic, now = desk.clinic, effect.before
    causes = (f"{clinic.cause_words(one.cause)}, {one.certainty.value}" for one in found.causes)
    yield (
        "Suspected causes",
        "; ".join(
            f"{words} since {show_date(one.certain_since)}" for words, one in zip(causes, found.causes, strict=True)
        ),
    )
    yield (
        "Decisions",
        "; ".join(
            f"{one.label} {one.value}{f' since {show_date(one.day)}' if one.day else ''}" for one in found.decisions
        ),
    )
    planned = [planned_words(desk, one) for one in found.planned]
    yield "Planned", "; ".join(planned) or "no operation or procedure"
    measures = clinic.content.measures.by_id
    goals = [
        " ".join((f"“{one.words}”", target_words(one, measures.get(one.measure or "")))).strip() for one in found.goals
    ]
    yield "Goals", "; ".join(goals) or "none"
    older = (f"{one.title}, version {one.named} of {one.present}" for one in found.newer)
    yield "Templates", "; ".join(older) or "the newest version of each"
    yield "Predicted end", show_date(now.end) if now.end else "no date"
    yield "Treatment until", show_date(now.treatment) if now.treatment else "no date"
    yield "Open tasks", ", ".join(f"{clinic.role_words(one.role).lower()} {one.before}" for one in effect.loads)
    if now.slowest:
        yield "Slowest role", clinic.role_words(now.slowest).lower()
    for message in effect.warned:
        yield "Warning", message
