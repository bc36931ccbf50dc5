"""The versions of a plan, the newest first: when, by whom, what changed and why; the way back to an earlier one."""

from __future__ import annotations

import streamlit as st

from careplan.coordination.authority import may
from careplan.coordination.conference import parted
from careplan.coordination.versions import VersionLine, Versions
from careplan.pages.desk import Desk
from careplan.pages.parts.moments import moment_words
from careplan.pages.parts.version_comparison import differs_md
from careplan.pages.parts.words import escape_md


def version_list(desk: Desk, found: Versions) -> None:
    """Draw it."""
    restores = found.is_open and may(desk.clinic.catalogue, desk.actor, "plan.revise")
    for line in found.lines:
        with st.container(border=True, gap="xxsmall", key=f"version-{line.number}"):
            st.markdown(line_md(desk, line, present=line.number == found.present))
            if restores and line.number != found.present:
                where = {"id": found.plan_id, "version": str(line.number)}
                st.page_link(desk.pages["revise"], label=f"Restore version {line.number:d}", query_params=where)
    if found.present == 1:
        st.caption(
            "A new version begins when the plan is changed as a whole: its causes, decisions, dates or templates."
        )


def line_md(desk: Desk, line: VersionLine, *, present: bool) -> str:
    """Return one version in Markdown: who began it with what, what that decided, and why."""
    now = " :green-badge[● Now]" if present else ""
    head = f"**Version {line.number:d}**{now}"
    begun = line.begun
    if begun is None:
        return head
    who = escape_md(desk.clinic.role_words(begun.role).lower())
    lines = [f"{head} :small[{escape_md(begun.words)}, {moment_words(desk, begun.at)}, {who}]"]
    whys = {label: parted(after) for label, _, after in begun.fields}
    for one in line.differs:
        _, why = whys.get(f"{one.label}: reason", ("", ""))
        lines.append(f":small[{differs_md(one)}{escape_md(f': {why}') if why else ''}]")
    if line.number == 1:
        lines += [f":small[{escape_md(f'{label}: {after}')}]" for label, _, after in begun.fields]
    held = dict.fromkeys(conference for conference, _ in whys.values() if conference)
    lines += [f":small[{escape_md(conference)}]" for conference in held]
    if begun.reason:
        lines.append(f":small[Reason: {escape_md(begun.reason)}]")
    return "  \n".join(lines)
