"""A template that came back as FHIR: what differs from the version in use, and its file for data/templates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import streamlit as st

from careplan.coordination.templates_fhir import CameBack, Difference
from careplan.pages.desk import Desk
from careplan.pages.parts.taking import file_button
from careplan.pages.parts.words import count_words, escape_md, label_md

_MOST: Final = 30
_HOW: Final = (
    "Templates are put in force as files: save this one, have a second person read it, and put it into data/templates "
    "with a higher version. How to add a template says the rest."
)


def draw_came_back(desk: Desk, template: CameBack) -> None:
    """Draw one template: what it is, what differs, what is wrong with it, and the button that saves it."""
    st.markdown(f"**{escape_md(template.title or template.key)}**")
    st.caption(label_md(f"Template {template.key}, version {template.version}. {_stand(template)}"))
    if template.differences:
        with st.expander(label_md(f"Different: {count_words(len(template.differences), 'place', 'places')}")):
            st.markdown("\n".join(_lines(template.differences)))
    if template.problems:
        with st.expander(label_md(f"To be mended: {count_words(len(template.problems), 'thing', 'things')}")):
            st.markdown("\n".join(f"- {escape_md(one)}" for one in template.problems[:_MOST]))
    if not template.is_in_use:
        file_button(
            desk,
            "Save as TOML",
            lambda: (template.toml.encode(),),
            name=template.file_name,
            mime="application/toml",
            key=f"template-toml-{template.key}",
        )
        st.caption(_HOW)


def _stand(template: CameBack) -> str:
    tasks = count_words(template.tasks, "task", "tasks")
    if template.in_use is None:
        return f"{tasks}. This clinic has no template with this key."
    if template.is_in_use:
        return f"{tasks}. It says just what version {template.in_use}, which is in use, says."
    return f"{tasks}. It is held against version {template.in_use}, which is in use."


def _lines(differences: tuple[Difference, ...]) -> Iterator[str]:
    for one in differences[:_MOST]:
        name = f"**{escape_md(one.task)}** {escape_md(one.title)}" if one.task else "**Head**"
        yield f"- {name}: {_what(one)}"
    if len(differences) > _MOST:
        yield f"- {len(differences) - _MOST:d} more"


def _what(one: Difference) -> str:
    if one.new:
        return "new"
    if one.gone:
        return "not in the file"
    return escape_md(", ".join(one.fields))
