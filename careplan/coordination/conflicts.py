"""Conflicts between disciplines as a plan shows them: put in order in one act, or accepted with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from careplan import plan_acts, task_acts
from careplan.apply import apply
from careplan.change import Change, ChangeKind
from careplan.clinic import Clinic
from careplan.coordination.acting import act_on_plan
from careplan.coordination.authority import listed, may, owns
from careplan.coordination.done import Done, Made
from careplan.coordination.opened_plan import Opened
from careplan.coordination.safety import safety_of
from careplan.errors import NotAllowed
from careplan.patient import PROCEDURE_WORDS
from careplan.plan import CarePlan
from careplan.plan_conflicts import Conflict, Move, conflicts
from careplan.plan_safety import PlanSafety
from careplan.rule_answer import AnswerKind, RuleAnswer
from careplan.team import Practitioner, RoleId
from careplan.working_days import date_words

ACCEPTED = "conflict.accepted"
RESOLVED = "conflict.resolved"


@dataclass(frozen=True, slots=True)
class ConflictTask:
    """One task of a conflict; `follows`: its day counts from a procedure or operation that would move."""

    id: str
    title: str
    role: RoleId
    due: date | None
    follows: bool = False


@dataclass(frozen=True, slots=True)
class MoveShown:
    """One day that would move, of how many tasks or sessions alike; `role` is empty for an operation or procedure."""

    title: str
    role: RoleId
    before: date
    after: date
    many: int = 1


@dataclass(frozen=True, slots=True)
class ConflictShown:
    """A conflict in words.

    Attributes:
        why: in one sentence; `sources` says where that stands.
        about: the operation that it is about, in words; empty where it is about none.
        asks: the roles that have neither accepted it nor overridden its rule.
        accepted: by whom it was, and why.
        may_order: this person may move every day of the proposed order.
        may_accept: this person's role is asked and has not accepted it.
    """

    rule: str
    digest: str
    title: str
    why: str
    sources: tuple[str, ...]
    about: str
    tasks: tuple[ConflictTask, ...]
    moves: tuple[MoveShown, ...]
    asks: tuple[RoleId, ...]
    accepted: tuple[RuleAnswer, ...]
    may_order: bool
    may_accept: bool

    @property
    def is_open(self) -> bool:
        """Whether somebody has still to put it in order or accept it."""
        return bool(self.asks)


def conflicts_of(opened: Opened, safety: PlanSafety) -> tuple[Conflict, ...]:
    """Return the conflicts of a plan that was opened."""
    return opened.clinic.compute(opened.plan).kept(conflicts, safety, opened.standings)


def shown_conflicts(opened: Opened, found: Iterable[Conflict]) -> tuple[ConflictShown, ...]:
    """Return conflicts in words, the open ones first."""
    told = (_shown(opened, one) for one in found)
    return tuple(sorted(told, key=lambda one: not one.is_open))


def order_days(
    clinic: Clinic, plan_id: str, rule: str, *, seen: str, actor: Practitioner, key: str | None = None
) -> Done:
    """Move the days of a conflict as it proposes, in one act.

    Args:
        seen: the digest of what the person looked at.

    Raises:
        NotFound, NotAllowed: nothing is changed; also where the conflict is not as it was looked at.
    """

    def make(opened: Opened) -> Made:
        opened.authorise("conflict.order")
        found = _seen(opened, rule, seen)
        if not found.moves:
            raise NotAllowed("No day can be moved here. Accept the conflict with a reason, or change the plan.")
        plan = opened.plan
        for move in _procedures_first(found.moves):
            plan = _moved(opened, plan, move)
            plan = _followed(opened, plan, move)
        said = "; ".join(f"{one.title} to {date_words(one.after)}" for one in _moves(opened, found))
        words = f"Put in order: {said}, {plan.patient_id}"
        return Made(plan, what=RESOLVED, words=words, after={"rule": rule})

    return act_on_plan(clinic, plan_id, actor=actor, make=make, key=key)


def accept_conflict(
    clinic: Clinic, plan_id: str, rule: str, *, seen: str, reason: str, actor: Practitioner, key: str | None = None
) -> Done:
    """Accept a conflict as it is, for one's own role and with a reason; as `order_days`."""

    def make(opened: Opened) -> Made:
        opened.authorise("conflict.accept", reason=reason)
        found = _seen(opened, rule, seen)
        if actor.role not in found.asks:
            asked = listed([clinic.role_words(role).lower() for role in found.asks or found.roles])
            raise NotAllowed(f"This is accepted by the {asked}, each for their own work.")
        return Made(
            opened.plan,
            what=ACCEPTED,
            words=f"Accepted: {found.rule.title}, {opened.plan.patient_id}",
            after={"rule": rule},
            reason=reason.strip(),
            answer=RuleAnswer(
                rule, AnswerKind.ACCEPTED, found.digest, actor.role, actor.id, opened.now, reason.strip()
            ),
        )

    return act_on_plan(clinic, plan_id, actor=actor, make=make, key=key)


def _seen(opened: Opened, rule: str, digest: str) -> Conflict:
    """Return the conflict that a person looked at; raises NotAllowed where it is not there any more."""
    found = conflicts_of(opened, safety_of(opened, opened.rule_answers()))
    for one in found:
        if (one.rule.id, one.digest) == (rule, digest):
            return one
    raise NotAllowed("This conflict is not as you looked at it any more. Look at the plan again.")


def _moved(opened: Opened, plan: CarePlan, move: Move) -> CarePlan:
    record = plan.inputs.record
    if move.what == "task" and move.identity:
        opened.authorise_own("task.move", plan.tasks[move.identity])
        born = opened.record.patient.birth_date
        return task_acts.move(plan, move.identity, move.after, today=opened.today, not_before=born)
    if move.what == "procedure":
        opened.authorise("procedure.plan")
        day = {"planned": move.after, "recorded": opened.today}
        moved = tuple(p.model_copy(update=day) if p.number == move.number else p for p in record.procedures)
        return plan_acts.with_procedures(plan, moved)
    opened.authorise("operation.plan")
    day = {"day": move.after, "recorded": opened.today}
    operations = tuple(op.model_copy(update=day) if op.number == move.number else op for op in record.operations)
    return plan_acts.with_operations(plan, operations)


def _procedures_first(moves: Iterable[Move]) -> list[Move]:
    """Return moves in the order in which they are made: a task that is moved itself does not follow its procedure."""
    return sorted(moves, key=lambda move: move.what == "task")


def _followed(opened: Opened, plan: CarePlan, move: Move) -> CarePlan:
    """Return the plan with the days that count from a moved procedure or operation moved with it."""
    if move.what == "task":
        return plan

    def follows(change: Change) -> bool:
        of_day = change.desired is not None and change.desired.anchor_day == move.after
        return of_day and change.kind is ChangeKind.CHANGE

    return apply(plan, filter(follows, opened.clinic.compute(plan).changes), at=opened.today)


def _shown(opened: Opened, found: Conflict) -> ConflictShown:
    rule, clinic, actor = found.rule, opened.clinic, opened.actor
    moved_days = {move.before for move in found.moves if move.what != "task"}
    accepts = actor.role in found.asks and may(clinic.catalogue, actor, "conflict.accept")
    return ConflictShown(
        rule=rule.id,
        digest=found.digest,
        title=rule.title,
        why=rule.why,
        sources=rule.sources,
        about=f"operation of {date_words(found.operated)}" if found.operated else "",
        tasks=tuple(
            ConflictTask(task.id, task.title, task.role, task.due, task.desired.anchor_day in moved_days)
            for task in found.tasks
        ),
        moves=_moves(opened, found),
        asks=found.asks,
        accepted=found.accepted,
        may_order=bool(found.moves) and all(_may_move(opened, move) for move in found.moves),
        may_accept=accepts,
    )


def _may_move(opened: Opened, move: Move) -> bool:
    catalogue, actor = opened.clinic.catalogue, opened.actor
    if not may(catalogue, actor, "conflict.order"):
        return False
    if move.what == "task" and move.identity:
        return may(catalogue, actor, "task.move", own=owns(actor, opened.plan.tasks[move.identity]))
    return may(catalogue, actor, f"{move.what}.plan")


def _moves(opened: Opened, found: Conflict) -> tuple[MoveShown, ...]:
    """Return the moves in words, the sessions of one series as one line with the days of the first."""
    titles: dict[object, list[Move]] = {}
    for move in found.moves:
        titles.setdefault(move.identity.series if move.identity else (move.what, move.number), []).append(move)
    return tuple(_move_shown(opened, alike) for alike in titles.values())


def _move_shown(opened: Opened, alike: list[Move]) -> MoveShown:
    first, record = alike[0], opened.plan.inputs.record
    if first.identity:
        task = opened.plan.tasks[first.identity]
        return MoveShown(task.title, task.role, first.before, first.after, len(alike))
    if first.what == "operation":
        return MoveShown("Operation", "", first.before, first.after)
    kind = next(one.kind for one in record.procedures if one.number == first.number)
    return MoveShown(PROCEDURE_WORDS[kind], "", first.before, first.after)
