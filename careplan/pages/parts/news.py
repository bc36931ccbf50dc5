"""“Changed since you last looked”: one line that says how much, and the changes in words when asked for."""

from __future__ import annotations

from typing import Final

import streamlit as st

from careplan.coordination.happenings import Happening
from careplan.coordination.news import SHOWN, NewsCount, NewsLine, list_news, mark_seen
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts.moments import moment_words
from careplan.pages.parts.strip import of_refusal, say
from careplan.pages.parts.words import CHANGED, count_words, escape_md

_OPEN: Final = "changes"
"""The parameter of the address that says that the changes are shown: the newest few, or all of them."""
_ALL: Final = "all"
_FEW: Final = 5


def news_bar(desk: Desk, news: NewsCount) -> None:
    """Draw the line, and below it the changes while the address asks for them."""
    shown = news.changes > 0 and _OPEN in st.query_params
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", key="news"):
        st.markdown(_count_words(desk, news), width="stretch")
        if news.changes:
            st.button("Hide" if shown else "Show", key="news-show", type="tertiary", on_click=_toggle)
        if shown:
            st.button("Mark as seen", key="news-seen", type="tertiary", on_click=_seen, args=(desk,))
    with st.container(key="news-place"):  # kept while there are none: what stands below it stays what it is
        if shown:
            with st.container(border=True, gap="xsmall", key="news-list"):
                _changes(desk, news)


def _changes(desk: Desk, news: NewsCount) -> None:
    """Draw the newest few, or all when those are asked for, each below the patient of its plan."""
    lines = list_news(desk.clinic, desk.actor)
    few = st.query_params.get(_OPEN) != _ALL and len(lines) > _FEW
    plans: dict[str | None, list[NewsLine]] = {}
    for line in lines[:_FEW] if few else lines:
        plans.setdefault(line.happened.plan_id, []).append(line)
    for told in plans.values():
        st.markdown(f"**{escape_md(told[0].happened.patient_id or '')}**")
        for line in told:
            st.page_link(desk.pages["plan"], label=news_words(desk, line), query_params=place_of(line.happened))
    if few:
        st.button(f"Show all {len(lines)}", key="news-all", type="tertiary", on_click=_show_all)
    elif news.changes > SHOWN:
        st.markdown(f"and {news.changes - SHOWN} earlier ones")


def news_words(desk: Desk, line: NewsLine) -> str:
    """Return one change in Markdown: when, what was done by whom, and what follows for this person."""
    done = line.happened
    words = f"{escape_md(done.words)} ({_who(desk, done)})"
    if line.released:
        ready = " and ".join(f"“{escape_md(title)}”" for title in line.released)
        words += f". **{ready} {'is' if len(line.released) == 1 else 'are'} ready**"
    if done.reason:
        words += f". Reason: {escape_md(done.reason)}"
    return f":small[:gray[{moment_words(desk, done.at)}]  {words}]"


def place_of(done: Happening) -> dict[str, str]:
    """Return what of the address leads to the plan, or in it to the task, that a change is about."""
    plan = {"id": done.plan_id or ""}
    return {**plan, "task": done.task_id} if done.task_id else plan


def _who(desk: Desk, done: Happening) -> str:
    return escape_md(desk.clinic.role_words(done.role).lower())


def _count_words(desk: Desk, news: NewsCount) -> str:
    if not news.changes or news.since is None:
        return f":small[:gray[{CHANGED.glyph} Nothing has changed since you last looked.]]"
    plans = count_words(len(news.plans), "plan")
    since, changes = moment_words(desk, news.since), count_words(news.changes, "change")
    return f":small[{CHANGED.glyph} {escape_md(CHANGED.word)} ({since}): **{changes} in {plans}**]"


def _toggle() -> None:
    if _OPEN in st.query_params:
        del st.query_params[_OPEN]
    else:
        st.query_params[_OPEN] = "1"


def _show_all() -> None:
    st.query_params[_OPEN] = _ALL


def _seen(desk: Desk) -> None:
    try:
        mark_seen(desk.clinic, desk.actor)
    except CarePlanError as error:
        say(of_refusal(error))
    else:
        st.query_params.pop(_OPEN, None)
