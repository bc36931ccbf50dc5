"""Two versions of a plan compared: what was decided otherwise, then the tasks, one line a series."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import streamlit as st

from careplan.coordination.versions import Differs, Versions
from careplan.pages.desk import Desk
from careplan.pages.parts.address_choice import FILTER_WIDTH
from careplan.pages.parts.words import count_words, escape_md, label_md, short_date
from careplan.version_comparison import TaskDifference

_FEW: Final = 12
"""Lines of one kind that are shown without a press."""


def version_comparison(desk: Desk, found: Versions) -> None:
    """Draw which two are compared, and how they differ."""
    st.header("Compare", anchor=False)
    if not found.second:
        st.text("There is one version so far.")
        return
    _pickers(found)
    if found.differs:
        st.markdown("\n".join(f"- {differs_md(one)}" for one in found.differs))
    else:
        st.text("Causes, decisions and planned dates are the same.")
    for words, lines in _kinds(found).items():
        _lines(desk, words, lines)


def differs_md(one: Differs) -> str:
    """Return what was decided otherwise in Markdown: **Injection** yes → no."""
    return f"**{escape_md(one.label)}** {_change(one.before, one.after)}"


def _pickers(found: Versions) -> None:
    numbers = [line.number for line in found.lines]
    with st.container(horizontal=True, gap="small"):
        for name, label, number in (("first", "Version", found.first), ("second", "with version", found.second)):
            key = f"versions-{name}"
            st.session_state[key] = number
            st.selectbox(label_md(label), numbers, key=key, width=FILTER_WIDTH, on_change=_choose, args=(name, key))


def _choose(name: str, key: str) -> None:
    st.query_params[name] = str(st.session_state[key])


def _kinds(found: Versions) -> Mapping[str, tuple[TaskDifference, ...]]:
    work = found.work
    return {
        "added": work.added,
        "cancelled": work.cancelled,
        "with another date": work.dates,
        "with another role": work.roles,
        "closed since": work.closed,
        "opened again": work.opened,
    }


def _lines(desk: Desk, words: str, lines: tuple[TaskDifference, ...]) -> None:
    if lines:
        with st.expander(label_md(f"{count_words(len(lines), 'task')} {words}"), expanded=len(lines) <= _FEW):
            st.markdown("\n".join(f"- {line_md(desk, line)}" for line in _by_day(lines)))


def _by_day(lines: Iterable[TaskDifference]) -> list[TaskDifference]:
    return sorted(lines, key=lambda line: (str(line.after or line.before or "9999"), line.title))


def line_md(desk: Desk, line: TaskDifference) -> str:
    """Return one line in Markdown: MRI (surgeon), 3 sessions, 9 Mar → 23 Mar."""
    words = desk.clinic.role_words
    whose = words(line.role).lower()
    if line.role_before:
        whose = f"{words(line.role_before).lower()} → {whose}"
    sessions = f", {line.sessions:d} sessions" if line.sessions > 1 else ""
    before, after = (short_date(day, today=desk.today) if day else "" for day in (line.before, line.after))
    first = "first " if line.sessions > 1 else ""
    day = _change(before or "no date yet", after or "no date yet") if line.before else after
    return f"{escape_md(line.title)} ({escape_md(whose)}){sessions}{f', {first}{day}' if day else ''}"


def _change(before: str, after: str) -> str:
    return " → ".join(escape_md(one) for one in (before, after) if one)
