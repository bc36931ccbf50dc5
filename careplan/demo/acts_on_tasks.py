"""What somebody does with a task in a story, beside work that is simply done when it is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Literal

from careplan.coordination import comments, hand_offs, tasks
from careplan.coordination.closing import complete
from careplan.coordination.task_card import task_card
from careplan.demo.scene import OnTask, Scene, StoryAct
from careplan.draft_plan import HandMade
from careplan.hand_off import Briefing
from careplan.task import Outcome, Phase
from careplan.team import RoleId


class Close(OnTask):
    """Close a task in its own way."""

    act: Literal["close"]
    outcome: Outcome
    note: str = ""
    on_behalf_because: str = ""

    def play(self, scene: Scene) -> None:
        """Do it."""
        complete(
            scene.clinic,
            scene.task_id(self.task, self.occurrence),
            outcome=self.outcome,
            actor=scene.actor,
            note=self.note,
            on_behalf_because=self.on_behalf_because,
        )


class Start(OnTask):
    """Begin a task."""

    act: Literal["start"]
    anyway_because: str = ""

    def play(self, scene: Scene) -> None:
        """Do it."""
        task = scene.task_id(self.task, self.occurrence)
        tasks.start(scene.clinic, task, actor=scene.actor, anyway_because=self.anyway_because)


class Assign(OnTask):
    """Give a task to a person."""

    act: Literal["assign"]
    to: str

    def play(self, scene: Scene) -> None:
        """Do it."""
        tasks.assign(scene.clinic, scene.task_id(self.task, self.occurrence), actor=scene.actor, assignee=self.to)


class Move(OnTask):
    """Set another due day, so many days later than the act."""

    act: Literal["move"]
    days: int

    def play(self, scene: Scene) -> None:
        """Do it."""
        day = scene.today + timedelta(days=self.days)
        tasks.move(scene.clinic, scene.task_id(self.task, self.occurrence), day, actor=scene.actor)


class Comment(OnTask):
    """Say something about a task."""

    act: Literal["comment"]
    text: str

    def play(self, scene: Scene) -> None:
        """Do it."""
        comments.comment(scene.clinic, scene.task_id(self.task, self.occurrence), self.text, actor=scene.actor)


class HandOff(OnTask):
    """Offer a task to another role, with the briefing that the plan writes and a request of one's own."""

    act: Literal["hand_off"]
    to: RoleId
    request: str
    watch_for: str = ""

    def play(self, scene: Scene) -> None:
        """Do it."""
        task = scene.task_id(self.task, self.occurrence)
        begun = task_card(scene.clinic, task, scene.actor).briefing or Briefing()
        told = replace(begun, request=self.request, watch_for=self.watch_for)
        hand_offs.offer(scene.clinic, task, told, actor=scene.actor, to_role=self.to)


class SendBack(OnTask):
    """Send an offered task back."""

    act: Literal["send_back"]
    reason: str

    def play(self, scene: Scene) -> None:
        """Do it."""
        task = scene.task_id(self.task, self.occurrence)
        hand_offs.send_back(scene.clinic, task, reason=self.reason, actor=scene.actor)


class AddTask(StoryAct):
    """Add a task by hand, due so many days after the act."""

    act: Literal["add_task"]
    title: str
    role: RoleId
    phase: Phase
    days: int

    def play(self, scene: Scene) -> None:
        """Do it."""
        made = HandMade(self.title, self.role, scene.today + timedelta(days=self.days), self.phase)
        tasks.add(scene.clinic, scene.plan_id, made, actor=scene.actor)
