"""My work: what must I do today, without a click."""

from __future__ import annotations

from careplan.coordination.work import Work, my_work
from careplan.pages.desk import Desk
from careplan.pages.parts import list_acts, strip
from careplan.pages.parts.bulk import bulk_dialog
from careplan.pages.parts.chrome import chrome
from careplan.pages.parts.drawer import task_drawer
from careplan.pages.parts.heading import heading
from careplan.pages.parts.news import news_bar
from careplan.pages.parts.red_flags import red_flag_strip
from careplan.pages.parts.tasks import Act, ActKind, TaskList, task_list
from careplan.pages.parts.work_chips import work_chips
from careplan.pages.parts.work_export import work_export
from careplan.pages.parts.work_list import empty_words, work_groups, work_range
from careplan.pages.parts.work_view import read_view, write_view


def show(desk: Desk) -> None:
    """Draw the screen."""
    view = read_view()
    work = my_work(desk.clinic, desk.actor, view.wanted())
    with chrome("My work"):
        heading(desk, "My work")
        red_flag_strip(desk)
        work_chips(work, view)
        news_bar(desk)
        task_list(_list(desk, work), key="work", on_act=lambda act: handle(desk, act))
        work_export(desk, view)
    if not task_drawer(desk):
        bulk_dialog(desk)


def _list(desk: Desk, work: Work) -> TaskList:
    view = read_view()
    groups = work_groups(desk, work, view)
    return TaskList(groups, strip.said(work_range(groups)), empty=empty_words(work, view), select=True)


def handle(desk: Desk, act: Act) -> None:
    """Do what was pressed in the list; a refusal is said in the strip, and the row stands as before."""
    if act.kind is ActKind.MORE:
        write_view(read_view().pressed(act.id))
    else:
        list_acts.handle(desk, act)
