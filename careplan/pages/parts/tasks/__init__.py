"""The task list: one inline component that draws rows under headings or cards in columns, one act sent at a time."""

from careplan.pages.parts.tasks.component import task_list
from careplan.pages.parts.tasks.contract import DoneWay, Foot, Group, Layout, Row, Strip, TaskList
from careplan.pages.parts.tasks.prepared import PreparedLists

__all__ = [
    "DoneWay",
    "Foot",
    "Group",
    "Layout",
    "PreparedLists",
    "Row",
    "Strip",
    "TaskList",
    "task_list",
]
