"""Templates: the list, one of them, or two side by side. The address says which: /templates?key=&compare=&task="""

from __future__ import annotations

import streamlit as st

from careplan.coordination.library import compare_templates, read_template, template_shelves, template_titles
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts.chrome import chrome
from careplan.pages.parts.data_templates import export_templates
from careplan.pages.parts.heading import heading
from careplan.pages.parts.library import Opened, library
from careplan.pages.parts.library.contract import comparison_wire, shelves_wire, template_wire
from careplan.pages.parts.library.pickers import go, pickers
from careplan.pages.parts.words import count_words, escape_md


def show(desk: Desk) -> None:
    """Draw the screen."""
    key, compare = st.query_params.get("key", ""), st.query_params.get("compare", "")
    try:
        titles = template_titles(desk.clinic, desk.actor)
    except CarePlanError as error:
        with chrome("Templates"):
            _refused(desk, error)
        return
    with chrome(" and ".join(titles[one] for one in (key, compare) if one in titles) or "Templates"):
        _screen(desk, titles, key, compare)


def _screen(desk: Desk, titles: dict[str, str], key: str, compare: str) -> None:
    if not key:
        heading("Templates")
        st.caption("What each suspected cause asks of the team: who does what, why, by when, and on what evidence.")
        shelves = template_shelves(desk.clinic, desk.actor)
        library(shelves_wire(shelves, desk.clinic.catalogue.roles.values()), key="library", on_open=_open)
        export_templates(desk)
        return
    st.button("All templates", key="templates-all", type="tertiary", icon=":material/arrow_back:", on_click=go)
    try:
        if compare:
            _comparison(desk, titles, key, compare)
        else:
            _template(desk, titles, key)
    except CarePlanError as error:
        _refused(desk, error)


def _refused(desk: Desk, error: CarePlanError) -> None:
    heading("Templates")
    st.error(escape_md(str(error)))


def _template(desk: Desk, titles: dict[str, str], key: str) -> None:
    reading = read_template(desk.clinic, desk.actor, key)
    line = reading.line
    heading(escape_md(line.title))
    condition = f": {line.condition}" if line.condition else ""
    st.caption(escape_md(f"{reading.kind}{condition}. {count_words(line.tasks, 'task')}. Version {line.version}."))
    pickers(titles, key)
    library(template_wire(reading, task=st.query_params.get("task", "")), key="library", on_open=_open)
    export_templates(desk, key)


def _comparison(desk: Desk, titles: dict[str, str], key: str, compare: str) -> None:
    reading = compare_templates(desk.clinic, desk.actor, key, compare)
    heading(escape_md(f"{reading.first.title} and {reading.second.title}"))
    st.caption("Tasks that merge when a plan has both stand under “In both”. Every plan has the tasks of Core besides.")
    pickers(titles, key, compare)
    library(comparison_wire(reading), key="library", on_open=_open)


def _open(opened: Opened) -> None:
    go(key=opened.key, task=opened.task)
