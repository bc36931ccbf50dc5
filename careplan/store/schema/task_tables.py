"""Tasks, what each waits for, how many a role has to do, and what is said about them.

`lane` says which list of My work shows an open task: ready, waiting on others, resting or undated; none for a closed
one, and for a session whose earlier sessions are open (R23). It makes the indexes of the work list partial.
`rests_from` is the day of a planned operation from which on the task is held (R24) and listed as resting.
`hand_off` says how the last hand-off of a task stands, and to whom and on which day it was offered; none where it came
to nothing.
`urgency` sorts these lists before all else (`careplan.urgency`): red flags, what they brought forward, what is urgent.
"""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, UniqueConstraint

from careplan.store.columns import fixed
from careplan.store.schema.parts import day, flag, key, moment, named, number, of, partial_index, table, text

task = table(
    "task",
    Column("id", Integer, primary_key=True, autoincrement=False),
    of("plan", "plan.id"),
    of("patient", "patient.id"),
    of("team", "care_team.id"),
    named("module"),
    named("key"),
    number("instance"),
    number("occurrence"),
    number("seq"),
    named("shown_key"),
    text("title"),
    named("role"),
    named("for_role", null=True),
    named("assignee", null=True),
    named("phase"),
    named("priority"),
    number("urgency"),
    named("status"),
    named("outcome", null=True),
    flag("is_open"),
    named("lane", null=True),
    named("readiness", null=True),
    flag("turn"),
    flag("held"),
    number("open_waits"),
    number("unblocks"),
    flag("red_flag"),
    flag("asks"),
    number("occurrences"),
    day("due"),
    day("opens"),
    day("window_from"),
    day("window_to"),
    day("late_after"),
    day("rests_from"),
    day("closed_on"),
    number("row_version"),
    moment("created_at"),
    moment("updated_at"),
    named("updated_by"),
    text("note"),
    text("why"),
    text("done_when"),
    text("members"),
    text("evidence"),
    text("sources"),
    text("body"),
    named("hand_off", null=True),
    named("hand_off_role", null=True),
    named("hand_off_person", null=True),
    day("hand_off_on"),
    UniqueConstraint("plan", "module", "key", "instance", "occurrence"),
)
_IN_A_LIST = task.c.lane.is_not(None)
_BY_NAME = task.c.assignee.is_not(None) & task.c.lane.is_not(None)
partial_index(
    "ix_task_late",
    *(task.c.team, task.c.role, task.c.lane, task.c.urgency),
    *(task.c.late_after, task.c.unblocks.desc(), task.c.due, task.c.id, task.c.rests_from),
    where=_IN_A_LIST,
)
partial_index(
    "ix_task_due",
    *(task.c.team, task.c.role, task.c.lane, task.c.urgency, task.c.due, task.c.id, task.c.unblocks),
    *(task.c.late_after, task.c.rests_from),
    where=_IN_A_LIST,
)
partial_index(
    "ix_task_rests",
    *(task.c.team, task.c.role, task.c.lane, task.c.urgency, task.c.due, task.c.id, task.c.rests_from),
    where=_IN_A_LIST & task.c.rests_from.is_not(None),
)
partial_index("ix_task_assignee", task.c.assignee, where=_BY_NAME)
partial_index(
    "ix_task_offered",
    *(task.c.team, task.c.hand_off_role, task.c.hand_off_on, task.c.id),
    where=(task.c.hand_off == fixed("offered")) & task.c.lane.is_not(None),
)
Index("ix_task_plan_seq", task.c.plan, task.c.seq)
partial_index("ix_task_closed", task.c.team, task.c.closed_on, where=task.c.closed_on.is_not(None))
task_wait = table(
    "task_wait",
    Column("task", Integer, ForeignKey("task.id"), primary_key=True),
    Column("waits_for", Integer, ForeignKey("task.id"), primary_key=True),
    number("position"),
)
Index("ix_task_wait_waits_for", task_wait.c.waits_for)
work_count = table(
    "work_count",
    Column("team", Integer, ForeignKey("care_team.id"), primary_key=True),
    key("role"),
    key("kind"),
    Column("day", Date, primary_key=True),
    number("n"),
)
comment = table(
    "comment",
    Column("id", Integer, primary_key=True),
    of("plan", "plan.id"),
    of("task", "task.id", null=True),
    named("by"),
    named("role"),
    moment("at"),
    text("text"),
    moment("withdrawn_at", null=True),
)
Index("ix_comment_plan", comment.c.plan, comment.c.id)
