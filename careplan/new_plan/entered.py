"""What a person has entered on the new-plan screen, as it was typed.

Nothing is refused here but what no field of the screen can send: a half-written date, a score out of range or a text
that is too long is kept, so that a reload loses nothing. `reading` says what can be used of it.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from careplan.draft_plan import Edits, HandMade
from careplan.finding import Answer, FindingId
from careplan.identity import RED_FLAGS, Identity
from careplan.new_plan.words import as_day
from careplan.red_flag import RedFlagId
from careplan.text_length import LONGEST_LINE, LONGEST_TYPED

MOST_OPERATIONS = 12
MOST_MEDICINES = 60
MOST_ADDED = 60

Typed = Annotated[str, StringConstraints(max_length=LONGEST_TYPED)]
Title = Annotated[str, StringConstraints(max_length=LONGEST_LINE)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EnteredOperation(_Part):
    """An operation on the spine. `implant` is yes, no or empty for not known."""

    procedures: tuple[Typed, ...] = ()
    levels: Typed = ""
    side: Typed = ""
    day: Typed = ""
    implant: Typed = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was entered of it."""
        return self == EnteredOperation()


class EnteredMedicine(_Part):
    """One line of the medicine list."""

    name: Typed = ""
    amount: Typed = ""
    unit: Typed = "mg"


class AddedTask(_Part):
    """A task that is added by hand."""

    title: Title
    role: Typed
    due: Typed = ""


class Entered(_Part):
    """Everything entered so far.

    Attributes:
        birth_date_agreed: the birth date of which a person said that it is right, and not the one on record.
        scores, earlier: values of measures by id, of now and of an earlier day.
        facts: answers by fact id: yes, no, a number or a word.
        findings: what was stated; what the record gives is not among them.
        closed: examinations of which it was said that nothing else was found.
        done_on: on which day an examination was done.
        red_flags: those that hold; answered when there is one or `no_red_flags` was pressed.
        medicines: what is taken; a list with a line in it is complete, as is `no_medicines`.
        causes: the picks; what the findings suggest is no pick.
        unticked, moved, roles, done: by identity of a task (the first session of a series); `done` holds a day, or an
            empty text where the offer of the screen was refused.
    """

    patient_id: Typed = ""
    birth_date: Typed = ""
    birth_date_agreed: Typed = ""
    sex: Typed = ""
    start: Typed = ""
    operations: tuple[EnteredOperation, ...] = Field((EnteredOperation(),), max_length=MOST_OPERATIONS)
    scores: dict[str, Typed] = {}
    scores_on: Typed = ""
    earlier: dict[str, Typed] = {}
    earlier_on: Typed = ""
    facts: dict[str, Typed] = {}
    findings: dict[FindingId, Answer] = {}
    closed: tuple[str, ...] = ()
    done_on: dict[str, Typed] = {}
    red_flags: tuple[RedFlagId, ...] = ()
    no_red_flags: bool = False
    medicines: tuple[EnteredMedicine, ...] = Field((), max_length=MOST_MEDICINES)
    no_medicines: bool = False
    goal: Typed = ""
    causes: tuple[str, ...] = ()
    reason: Typed = ""
    unticked: tuple[str, ...] = ()
    moved: dict[str, Typed] = {}
    roles: dict[str, Typed] = {}
    done: dict[str, Typed] = {}
    added: tuple[AddedTask, ...] = Field((), max_length=MOST_ADDED)

    @property
    def red_flags_answered(self) -> bool:
        """Whether the red-flag questions were answered: “None of these”, or those that hold."""
        return self.no_red_flags or bool(self.red_flags)

    def kept(self) -> dict[str, Any]:
        """Return it in plain values, without what is empty."""
        return self.model_dump(mode="json", exclude_defaults=True)

    def edits(self) -> Edits:
        """Return what was changed of the preview; a date that cannot be read changes nothing.

        The urgent task of a red flag stays as it is (X05).
        """
        left_out = map(Identity.parse, self.unticked)
        return Edits(
            unticked=frozenset(task.series for task in left_out if task.module != RED_FLAGS),
            moved={Identity.parse(text): day for text, typed in self.moved.items() if (day := as_day(typed))},
            roles={Identity.parse(text).series: role for text, role in self.roles.items()},
            done={Identity.parse(text): day for text, typed in self.done.items() if (day := as_day(typed))},
            added=tuple(HandMade(task.title, task.role, as_day(task.due)) for task in self.added),
        )
