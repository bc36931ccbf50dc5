"""A page with the task list and rows in memory, for the browser tests. What it does is said in its address.

layout=list|columns   slow=SECONDS an act takes   refuse=1 every outcome is refused
shuffle=1 the rows change their order every 0.3 s   change=ID that task gets a new version when "Change" is pressed
select=1 check boxes   empty=1 no rows   plan=1 all tasks of one patient, with whose they are, closed ones too
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

import streamlit as st

from careplan.pages.parts.chrome import chrome
from careplan.pages.parts.task_day import Due, TaskDay
from careplan.pages.parts.tasks import DoneWay, Foot, Group, Layout, Row, Strip, TaskList, task_list
from careplan.pages.parts.words import (
    OVERDUE,
    RED_FLAG,
    SOON,
    TODAY,
    role_mark,
    status_mark,
)
from careplan.pressed import Act, ActKind
from careplan.task import Readiness, TaskStatus
from careplan.team import Role

NOW = date(2026, 3, 9)
TITLES = (
    "Review imaging against the operation note",
    "CT to assess fusion, thin slices with metal-artefact reduction",
    "Bone density scan before revision",
    "MRI of the lumbar spine with and without gadolinium",
    "Medication review, opioid dose and side effects",
    "Flexion-extension X-rays",
    "Physical therapy assessment",
    "Repeat neurological examination",
    "Graded walking programme",
    "Explain the plan and agree the goal with the patient",
    "Diagnostic block at the suspected level",
    "Baseline ODI and pain scores",
    "Decide on epidural steroid injection",
    "Screen for depression and pain beliefs",
)
ROLES = (
    Role(id="primary_care", label="Primary care doctor"),
    Role(id="surgeon", label="Surgeon"),
    Role(id="physical_therapist", label="Physical therapist"),
    Role(id="pain_specialist", label="Pain specialist"),
)
TO_DO = status_mark(TaskStatus.TODO)


@dataclass
class Desk:
    """Everything this page knows: it lives as long as the browser's session."""

    rows: dict[str, Row]
    strip: Strip = field(default_factory=Strip)
    undo: dict[str, Row] = field(default_factory=dict)
    acts: list[str] = field(default_factory=list)
    expanded: set[str] = field(default_factory=set)
    turn: int = 0
    drawings: int = 0


def first_rows() -> dict[str, Row]:
    rows = [_row(number) for number in range(1, 26)]
    return {row.id: row for row in rows}


def _row(number: int) -> Row:
    due = NOW + timedelta(days=(-8, -7, -5, 0, 0, 0, 0, 0, 3, 4, 5, 6, 7, 8, 9)[min(number - 1, 14)])
    late = (NOW - due).days
    row = Row(
        id=f"T-{number:06}",
        version=1,
        patient=f"P-{number * 37 % 97:04}",
        title=TITLES[(number - 1) % len(TITLES)],
        status=TO_DO,
        due=TaskDay(due, NOW, late_days=max(0, late)).short(),
        why="Unblocks 3 tasks" if late > 0 else "Unblocks the surgical opinion",
        role=role_mark(ROLES[number % 4]),
    )
    return replace(row, **_special(number))


def _special(number: int) -> dict[str, object]:
    """One row of each kind that is not plain."""
    waiting = status_mark(TaskStatus.TODO, Readiness.WAITING)
    return {
        1: {"alarm": RED_FLAG, "why": "New bladder change, MRI today"},
        4: {"status": status_mark(TaskStatus.IN_PROGRESS), "why": "The result came in on 6 Mar"},
        6: {"done": DoneWay.DRAWER, "why": "Asks 3 questions"},
        9: {"series": "2 of 8, then 16 Mar", "why": "Starts the exercises"},
        12: {"due": TaskDay(NOW + timedelta(30), NOW, opens=NOW + timedelta(9)).short(), "why": "Before the injection"},
        14: {"status": waiting, "why": "for MRI (surgeon, due 12 Mar)", "done": DoneWay.NONE},
        15: {
            "status": status_mark(TaskStatus.TODO, Readiness.HELD),
            "why": "by a red flag of 8 Mar",
            "done": DoneWay.NONE,
        },
    }.get(number, {})


def groups(desk: Desk, layout: Layout) -> tuple[Group, ...]:
    rows = list(desk.rows.values())
    if layout is Layout.COLUMNS:
        return tuple(_column(rows, role, desk) for role in ROLES)
    bare = [replace(row, role=None) for row in rows]
    late = tuple(row for row in bare if row.due.tone == "red")
    now = tuple(row for row in bare if row.due.tone == "orange")
    rest = tuple(row for row in bare if row.due.tone == "")
    folded = "handed" not in desk.expanded
    return (
        Group("late", "Overdue", OVERDUE, late),
        Group("today", "Today", TODAY, now, empty="Nothing due today. 4 tasks due in 7 days."),
        Group("week", "7 days", SOON, rest, count=len(rest) + 7, feet=(Foot("later", "Later (7)"),)),
        Group("handed", "Handed to me", None, () if folded else (_row(90),), count=1, folded=folded),
    )


def plan_groups(desk: Desk) -> tuple[Group, ...]:
    rows = tuple(desk.rows.values())
    closed = tuple(
        replace(row, status=status_mark(status), done=DoneWay.NONE, alarm=None, why="on 2 Mar 2026", due=Due(""))
        for row, status in zip(rows[20:], (TaskStatus.DONE, TaskStatus.NOT_DONE, TaskStatus.CANCELLED), strict=False)
    )
    return (Group("evaluate", "Evaluate", rows=rows[:9]), Group("closed", "Closed", rows=closed))


def _column(rows: Iterable[Row], role: Role, desk: Desk) -> Group:
    mine = tuple(replace(row, role=None) for row in rows if row.role == role_mark(role))
    later = f"later-{role.id}"
    feet = (Foot(later, "Later (4)", later in desk.expanded), Foot(f"ask-{role.id}", "Depends on a decision (2)"))
    return Group(role.id, role.label, role_mark(role), mine, feet=feet, empty="Nothing open.")


def on_act(act: Act) -> None:
    desk: Desk = st.session_state.desk
    refuses = "refuse" in st.query_params
    time.sleep(float(st.query_params.get("slow", "0")))
    desk.acts.append(f"{act.kind} {act.id} {act.version} {act.note} {[one.id for one in act.chosen]}")
    if act.kind is ActKind.MORE:
        desk.expanded ^= {act.id}
    elif act.kind is ActKind.UNDO:
        desk.rows = dict(sorted({**desk.rows, act.id: desk.undo.pop(act.id)}.items()))
        desk.strip = Strip(text=f"Undone: {act.id} is open again.")
    elif act.outcome and refuses:
        desk.strip = Strip(text="This task belongs to the surgeon. Ask them, or reassign it first.", refused=True)
    elif act.outcome and act.id in desk.rows:
        row = desk.undo[act.id] = desk.rows.pop(act.id)
        said = act.outcome.replace("_", " ").capitalize()
        desk.strip = Strip(text=f"{said}: {row.title}, {row.patient}", undo=act.id)


def change(task_id: str) -> None:
    rows = st.session_state.desk.rows
    rows[task_id] = replace(rows[task_id], version=rows[task_id].version + 1, why="Moved by the surgeon")


@st.fragment(run_every=0.3)
def shuffling(layout: Layout) -> None:
    desk: Desk = st.session_state.desk
    desk.turn += 1
    order = sorted(desk.rows)
    Random(desk.turn).shuffle(order)
    desk.rows = {task_id: desk.rows[task_id] for task_id in order}
    shown(desk, layout)


def shown(desk: Desk, layout: Layout) -> None:
    empty, plan = "empty" in st.query_params, "plan" in st.query_params
    strip = replace(desk.strip, count=f"1-{len(desk.rows)} of 41")
    tasks = TaskList(
        groups=() if empty else plan_groups(desk) if plan else groups(desk, layout),
        strip=strip,
        layout=layout,
        empty="Nothing is due from you.",
        select="select" in st.query_params,
        one_patient=plan,
    )
    task_list(tasks, key="work", on_act=on_act)


def draw() -> None:
    if "desk" not in st.session_state:
        st.session_state.desk = Desk(first_rows())
    st.session_state.desk.drawings += 1
    layout = Layout(st.query_params.get("layout", "list"))
    st.title("My work", anchor=False)
    st.caption("Physical therapist, Monday 9 March 2026")
    if target := st.query_params.get("change"):
        st.button("Change", on_click=change, args=(target,))
    (shuffling(layout) if "shuffle" in st.query_params else shown(st.session_state.desk, layout))
    for done in st.session_state.desk.acts:
        st.text(f"act: {done}")
    st.text(f"drawings: {st.session_state.desk.drawings}")


with chrome("My work"):
    draw()
