"""What somebody does for a review meeting in a story: on the day of the act, or so many days before the meeting."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict

from careplan.coordination import meetings, signing
from careplan.coordination.meeting_decision import Action, save_decision
from careplan.demo.scene import Scene, StoryAct
from careplan.team import RoleId


class _AtMeeting(StoryAct):
    """`days`: how long after the act the meeting is."""

    days: int = 0

    def meeting(self, scene: Scene) -> date:
        """Return the day of the meeting."""
        return scene.today + timedelta(days=self.days)


class AddToMeeting(_AtMeeting):
    """Put the case on the agenda with its question."""

    act: Literal["add_to_meeting"]
    question: str

    def play(self, scene: Scene) -> None:
        """Do it."""
        meetings.add_case(scene.clinic, scene.plan_id, self.meeting(scene), self.question, actor=scene.actor)


class Propose(_AtMeeting):
    """Enter a proposal of one's own discipline."""

    act: Literal["propose"]
    text: str

    def play(self, scene: Scene) -> None:
        """Do it."""
        meetings.propose(scene.clinic, scene.plan_id, self.meeting(scene), self.text, actor=scene.actor)


class Agreed(BaseModel):
    """An action of a decision, due so many days after the meeting."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    role: RoleId
    days: int


class DecideCase(_AtMeeting):
    """Save the decision of the meeting with its actions."""

    act: Literal["decide_case"]
    decision: str
    actions: tuple[Agreed, ...] = ()

    def play(self, scene: Scene) -> None:
        """Do it."""
        day = self.meeting(scene)
        agreed = [Action(one.title, one.role, day + timedelta(days=one.days)) for one in self.actions]
        save_decision(scene.clinic, scene.plan_id, day, self.decision, agreed, actor=scene.actor)


class Sign(_AtMeeting):
    """Sign the decisions of the plan; with a reason, disagree."""

    act: Literal["sign"]
    disagrees_because: str | None = None

    def play(self, scene: Scene) -> None:
        """Do it."""
        signing.sign(
            scene.clinic,
            scene.plan_id,
            actor=scene.actor,
            disagrees_because=self.disagrees_because,
            meeting=self.meeting(scene),
        )


class Absent(_AtMeeting):
    """Note who was absent."""

    act: Literal["absent"]
    role: RoleId

    def play(self, scene: Scene) -> None:
        """Do it."""
        signing.note_absence(scene.clinic, scene.plan_id, self.role, actor=scene.actor, meeting=self.meeting(scene))
