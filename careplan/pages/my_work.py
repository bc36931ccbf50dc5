"""My work: what must I do today, without a click."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from careplan.coordination.authority import may
from careplan.coordination.news import NewsCount, count_news
from careplan.coordination.red_flags import OpenFlag, open_flags
from careplan.coordination.work import Work, my_work
from careplan.pages.desk import Desk
from careplan.pages.parts import list_acts, strip
from careplan.pages.parts.bulk import bulk_dialog, chosen_tasks
from careplan.pages.parts.chrome import chrome
from careplan.pages.parts.drawer import task_drawer
from careplan.pages.parts.drawn_alone import Latest, address_but, drawn_alone
from careplan.pages.parts.emergency import running_bar
from careplan.pages.parts.heading import heading
from careplan.pages.parts.news import news_bar
from careplan.pages.parts.openings import openings_bar
from careplan.pages.parts.red_flags import red_flags
from careplan.pages.parts.tasks import TaskList, task_list
from careplan.pages.parts.unsent_text import notes
from careplan.pages.parts.work_chips import work_chips
from careplan.pages.parts.work_export import work_export
from careplan.pages.parts.work_list import empty_words, nothing_words, work_groups, work_range
from careplan.pages.parts.work_view import IN_ADDRESS, WorkView, read_view, write_view
from careplan.pressed import Act, ActKind


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a drawing reads: the list, and what stands above it."""

    view: WorkView
    work: Work
    flags: list[OpenFlag]
    news: NewsCount


def show(desk: Desk) -> None:
    """Draw the screen."""
    seen = _read(desk)
    shown = Latest(seen.view)
    with chrome("My work"):
        heading("My work")
        red_flags(desk, seen.flags)
        running_bar(desk)
        openings_bar(desk)
        news_bar(desk, seen.news)
        drawn_alone(desk, seen, read=lambda: _read(desk), around=_around, draw=lambda seen: _draw(desk, seen, shown))
        if not seen.work.nothing:
            work_export(desk, shown)
    if not task_drawer(desk):
        bulk_dialog(desk)


def _read(desk: Desk) -> _Seen:
    view = read_view()
    clinic, actor = desk.clinic, desk.actor
    with clinic.store.one_moment():
        work = my_work(clinic, actor, view.wanted(), view.wanted_beside())
        return _Seen(view, work, open_flags(clinic, actor), count_news(clinic, actor))


def _around(seen: _Seen) -> object:
    return seen.flags, seen.news, seen.work.nothing, address_but(*IN_ADDRESS), chosen_tasks()


def _draw(desk: Desk, seen: _Seen, shown: Latest[WorkView]) -> None:
    shown.value = seen.view
    if not seen.work.nothing:
        work_chips(seen.work, seen.view)
    task_list(_list(desk, seen), key="work", on_act=lambda act: handle(desk, act), notes=notes(desk))
    if seen.work.nothing and may(desk.clinic.catalogue, desk.actor, "plan.create"):
        st.button("New plan", key="new-plan", icon=":material/add:", on_click=lambda: desk.go("new"))


def _list(desk: Desk, seen: _Seen) -> TaskList:
    groups = work_groups(desk, seen.work, seen.view)
    empty = nothing_words(desk) if seen.work.nothing else empty_words(seen.work, seen.view)
    return TaskList(groups, strip.said(work_range(groups)), empty=empty, select=True, only_open=True)


def handle(desk: Desk, act: Act) -> None:
    """Do what was pressed in the list; a refusal is said in the strip, and the row stands as before."""
    if act.kind is ActKind.MORE:
        write_view(read_view().pressed(act.id))
    else:
        list_acts.handle(desk, act)
