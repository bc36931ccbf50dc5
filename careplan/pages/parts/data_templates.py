"""Takes templates away as FHIR R4: one of them, or all."""

from __future__ import annotations

from typing import Final

import streamlit as st

from careplan.coordination.authority import may
from careplan.coordination.library import template_titles
from careplan.coordination.templates_fhir import chosen, templates_fhir
from careplan.exchange.fhir_templates import MIME, file_name
from careplan.pages.desk import Desk
from careplan.pages.parts.taking import file_button
from careplan.pages.parts.words import count_words, label_md

_ALL: Final = ""
_READ: Final = "template.read"


def draw_templates(desk: Desk) -> None:
    """Draw which template is to leave, with the button that makes the file."""
    if not may(desk.clinic.catalogue, desk.actor, _READ):
        return
    titles = {_ALL: "All templates"} | template_titles(desk.clinic, desk.actor)
    st.subheader("Templates", anchor=False)
    key = st.selectbox("Template to take away", list(titles), format_func=titles.__getitem__, key="data-template")
    export_templates(desk, key)


def export_templates(desk: Desk, key: str = _ALL) -> None:
    """Draw the button that takes one template away, or all, with what is in the file."""
    modules = chosen(desk.clinic.catalogue, key)
    file_button(
        desk,
        "Export templates" if key == _ALL else "Export template",
        lambda: (templates_fhir(desk.clinic, key, actor=desk.actor),),
        name=file_name(key),
        mime=MIME,
        key=f"templates-fhir-{key}",
    )
    tasks = count_words(sum(len(module.tasks) for module in modules), "task", "tasks")
    words = f"{count_words(len(modules), 'template', 'templates')}, {tasks}, as FHIR R4 (PlanDefinition)."
    st.caption(label_md(f"{words} {desk.clinic.content.notices.notices.short}"))
