"""How each act of data/permissions.toml is called, so that a test can ask every one of them in every situation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Final

from careplan.cause import Certainty
from careplan.coordination import (
    absences,
    audit,
    break_glass,
    calendar_address,
    care_teams,
    clinic_teams,
    decisions,
    documents,
    emergency_reviews,
    fhir_address,
    goals,
    hand_offs,
    library,
    medicines,
    meetings,
    own_account,
    people,
    signing,
    tasks,
)
from careplan.coordination.acting import act_on_task
from careplan.coordination.audit import Asked
from careplan.coordination.board import board
from careplan.coordination.closing import complete
from careplan.coordination.comments import comment
from careplan.coordination.conference import Conference
from careplan.coordination.ending import end_plan
from careplan.coordination.export_rows import Scope, Sheet
from careplan.coordination.exports import fhir, measures_csv, plans_csv, tasks_csv, workbook
from careplan.coordination.flag_reply import reply_to_flag
from careplan.coordination.import_apply import apply_file
from careplan.coordination.importing import preview
from careplan.coordination.offers import Preview
from careplan.coordination.operated import record_operation
from careplan.coordination.overview import overview
from careplan.coordination.overwriting import Seen
from careplan.coordination.patient_edit import PatientEntry, edit_patient
from careplan.coordination.planning import create_plan
from careplan.coordination.red_flags import clear_flag, raise_flag
from careplan.coordination.reopening import reopen
from careplan.coordination.revise import revise_plan
from careplan.coordination.task_edits import prioritising, retitling
from careplan.coordination.undo import undo
from careplan.coordination.visit_entry import Visit
from careplan.coordination.visits import record_visit
from careplan.draft_plan import HandMade
from careplan.errors import NoRight, NotAllowed
from careplan.exchange.file_kinds import FileKind
from careplan.goal_acts import GoalEntry
from careplan.hand_off import Briefing
from careplan.intake import read_intake
from careplan.patient import Operation, OperationProcedure, ProcedureKind
from careplan.plan import PlannedTask
from careplan.revision import Revision
from careplan.task import Outcome, Priority
from careplan.team import Practitioner
from tests.changing_cause import add_cause, set_certainty
from tests.coordination import permission_rules
from tests.coordination.conftest import with_fhir
from tests.coordination.permission_ward import FLAG, PASSWORD, PATIENT, PLAN, QUIET_PLAN, WITHOUT_PLAN, Situation, Ward
from tests.small_clinic import MONDAY, PEOPLE, VIGNETTES

Call = Callable[[Ward, Practitioner], object]


@dataclass(frozen=True)
class Act:
    """How an act is called.

    Attributes:
        of_patient: it is done in one patient's record; else the clinic is asked, wherever the person works.
        right_first: what the role must be allowed before it is asked whose record it is, so that nothing tells of it.
        ready: makes something ready for a role, and keeps it.
    """

    call: Call
    of_patient: bool = True
    right_first: str = ""
    ready: Callable[[Ward, str], None] | None = None


def _own(ward: Ward, actor: Practitioner) -> str:
    """Return the task of the person's role; of a role that owns none, another's."""
    return ward.own.get(actor.role, ward.own["nurse"])


def _close_own(ward: Ward, role: str) -> None:
    """Let a task of the role be done that was added for it; one for a role that owns none is the nurse's."""
    owner, surgeon = role if role in ward.own else "nurse", PEOPLE["surgeon"]
    made = HandMade(_closed_of(role), owner, MONDAY)
    added = tasks.add(ward.kept.clinic, PLAN, made, actor=surgeon)
    because = "They are away"
    complete(
        ward.kept.clinic, added.task_id or "", outcome=Outcome.AS_PLANNED, actor=surgeon, on_behalf_because=because
    )


def _closed_of(role: str) -> str:
    return f"Closed for the {role}"


def _closed(ward: Ward, actor: Practitioner) -> str:
    found = ward.kept.plan(PLAN).tasks.values()
    return next(task.id for task in found if task.title == _closed_of(actor.role))


def _others(ward: Ward, actor: Practitioner) -> str:
    return ward.own[_others_role(actor)]


def _others_role(actor: Practitioner) -> str:
    return "surgeon" if actor.role != "surgeon" else "nurse"


def _away(ward: Ward, actor: Practitioner) -> object:
    """Note that the person is away, covered by somebody of their team."""
    with ward.tried.store.reading() as records:
        team = next(team for team in records.teams.all() if any(member.id == actor.id for member in team.members))
    cover = next(member.id for member in team.members if member.role == _others_role(actor))
    return absences.note_absence(ward.tried, actor, team.id, actor.id, cover, first=MONDAY, last=MONDAY)


def _new_plan(ward: Ward, actor: Practitioner, patient_id: str) -> object:
    """Create a plan for a patient; without an id the patient is new and gets the next one."""
    intake = read_intake((VIGNETTES / "V3.json").read_text(), ward.tried.content, today=MONDAY)
    intake = replace(intake, patient=intake.patient.model_copy(update={"id": patient_id}))
    return create_plan(
        ward.tried, intake, ("recurrent_disc",), actor=actor, red_flags_answered=True, reason="As discussed"
    )


def _waiting(ward: Ward) -> PlannedTask:
    """Return a task that waits for another, and for no safety check."""
    return ward.task("SC06")


def _decide(gate: str) -> Act:
    held = Conference(MONDAY, tuple(f"{role}.own" for role in ("surgeon", "pain.specialist")))
    return Act(lambda w, a: decisions.decide(w.tried, PLAN, gate, "no", actor=a, why="Agreed", conference=held))


def _review(ward: Ward, actor: Practitioner) -> object:
    listed = emergency_reviews.to_review(ward.tried, actor)
    running = next(one for one in listed if one.running and not one.own)
    return emergency_reviews.end_now(ward.tried, running.number, actor=actor)


def operation_of_plan(ward: Ward) -> Operation:
    """Return the first operation since the plan began, planned or not any more."""
    return next(one for one in ward.kept.plan(PLAN).inputs.record.operations if one.day is None or one.day >= MONDAY)


def _record_operation(ward: Ward, actor: Practitioner) -> object:
    planned = operation_of_plan(ward)
    return record_operation(
        ward.tried, PLAN, planned.number, day=MONDAY, procedures=planned.procedures, actor=actor, seen=Seen(planned.day)
    )


def _given_to(which: Callable[[Ward], PlannedTask]) -> Callable[[Ward, str], None]:
    """Return what gives a task of the plan to a role, where the role owns tasks."""

    def give(ward: Ward, role: str) -> None:
        task = which(ward)
        if role in ward.own and task.role != role:
            tasks.assign(ward.kept.clinic, task.id, actor=ward.person("surgeon", Situation.OWN), role=role)

    return give


def _import(ward: Ward, actor: Practitioner) -> object:
    """Take an edited file of which nothing is ticked: who has the right is told so."""
    try:
        return apply_file(ward.tried, BytesIO(b"task_id,task"), (), looked_at=Preview(FileKind.TASKS), actor=actor)
    except NoRight:
        raise
    except NotAllowed:
        return None


def _revise(ward: Ward, actor: Practitioner) -> object:
    """Apply a revision that needs no other right."""
    return revise_plan(ward.tried, PLAN, Revision(modules={"core": 1}), actor=actor, reason="As discussed")


def _at_meeting(ward: Ward, role: str) -> None:
    """Let there be a meeting, and a signature where the role signs."""
    clinic = ward.kept.clinic
    surgeon = ward.person("surgeon", Situation.OWN)
    meetings.call_meeting(clinic, ward.kept.record(PLAN).team, MONDAY, actor=surgeon)
    if role in clinic.catalogue.permissions["plan.sign"].roles:
        signing.sign(clinic, PLAN, actor=ward.person(role, Situation.OWN))


CALLED: Final[dict[str, Act]] = {
    "patient.read": Act(lambda w, a: overview(w.tried, PATIENT, actor=a)),
    "patient.create": Act(lambda w, a: _new_plan(w, a, ""), of_patient=False),
    "break_glass.open": Act(
        lambda w, a: break_glass.open_record(w.tried, PATIENT, reason="Why", password=PASSWORD, actor=a),
        of_patient=False,
    ),
    "break_glass.review": Act(_review, of_patient=False),
    "plan.create": Act(lambda w, a: _new_plan(w, a, WITHOUT_PLAN), right_first="patient.create"),
    "plan.read": Act(lambda w, a: board(w.tried, PLAN, actor=a)),
    "plan.revise": Act(_revise),
    "patient.edit": Act(lambda w, a: edit_patient(w.tried, PLAN, PatientEntry(record_number="4711"), actor=a)),
    "plan.close": Act(lambda w, a: end_plan(w.tried, QUIET_PLAN, actor=a, reason="The pain is gone")),
    "goal.set": Act(lambda w, a: goals.set_goal(w.tried, PLAN, GoalEntry("Walk"), actor=a)),
    "plan.sign": Act(lambda w, a: signing.sign(w.tried, PLAN, actor=a)),
    "plan.unsign": Act(lambda w, a: signing.unsign(w.tried, PLAN, actor=a), ready=_at_meeting),
    "meeting.hold": Act(lambda w, a: meetings.ask(w.tried, PLAN, MONDAY, "Now?", actor=a)),
    "meeting.propose": Act(lambda w, a: meetings.propose(w.tried, PLAN, MONDAY, "Now", actor=a), ready=_at_meeting),
    "cause.add": Act(lambda w, a: add_cause(w.tried, PLAN, "recurrent_disc", actor=a, reason="Seen")),
    "cause.withdraw": Act(
        lambda w, a: set_certainty(w.tried, PLAN, "failed_fusion", Certainty.SUSPECTED, actor=a, reason="Unsure")
    ),
    "cause.confirm": Act(lambda w, a: set_certainty(w.tried, PLAN, "scar_tissue", Certainty.CONFIRMED, actor=a)),
    "cause.refute": Act(
        lambda w, a: set_certainty(w.tried, PLAN, "scar_tissue", Certainty.REFUTED, actor=a, reason="Seen")
    ),
    "fact.answer": Act(lambda w, a: decisions.answer_fact(w.tried, PLAN, "smoker", "yes", actor=a)),
    "gate.surgery": _decide("gate.surgery"),
    "gate.injection": _decide("gate.injection"),
    "gate.scs": _decide("gate.scs"),
    "operation.plan": Act(
        lambda w, a: decisions.plan_operation(
            w.tried, PLAN, actor=a, day=None, procedures=(OperationProcedure.SPINAL_FUSION,)
        )
    ),
    "operation.record": Act(_record_operation, ready=permission_rules.ready),
    "procedure.plan": Act(
        lambda w, a: decisions.plan_procedure(w.tried, PLAN, ProcedureKind.EPIDURAL, actor=a, day=None)
    ),
    "medicine.confirm": Act(lambda w, a: medicines.confirm_medicines(w.tried, PLAN, (), actor=a, none_taken=True)),
    "outcome.record": Act(lambda w, a: record_visit(w.tried, PLAN, Visit(MONDAY, {"eq_vas": 60}), actor=a)),
    "task.start": Act(lambda w, a: tasks.start(w.tried, _own(w, a), actor=a)),
    "task.start_anyway": Act(
        lambda w, a: tasks.start(w.tried, _waiting(w).id, actor=a, anyway_because="Now"), ready=_given_to(_waiting)
    ),
    "task.complete": Act(lambda w, a: complete(w.tried, _own(w, a), outcome=Outcome.AS_PLANNED, actor=a)),
    "task.complete_for_other": Act(
        lambda w, a: complete(
            w.tried, _others(w, a), outcome=Outcome.AS_PLANNED, actor=a, on_behalf_because="They are away"
        )
    ),
    "task.not_done": Act(lambda w, a: complete(w.tried, _own(w, a), outcome=Outcome.DECLINED, actor=a)),
    "task.move": Act(lambda w, a: tasks.move(w.tried, _own(w, a), MONDAY.replace(day=9), actor=a)),
    "task.assign": Act(lambda w, a: tasks.assign(w.tried, _own(w, a), actor=a, assignee="physiatrist.own")),
    "task.add": Act(lambda w, a: tasks.add(w.tried, PLAN, HandMade("Call", "nurse", MONDAY), actor=a)),
    "task.retitle": Act(lambda w, a: act_on_task(w.tried, _own(w, a), actor=a, make=retitling("Call again"))),
    "task.prioritise": Act(lambda w, a: act_on_task(w.tried, _own(w, a), actor=a, make=prioritising(Priority.URGENT))),
    "task.cancel": Act(lambda w, a: tasks.cancel(w.tried, _own(w, a), actor=a, reason="Not wanted")),
    "task.reopen": Act(
        lambda w, a: reopen(w.tried, _closed(w, a), actor=a, reason="Closed too soon"), ready=_close_own
    ),
    "task.comment": Act(lambda w, a: comment(w.tried, _own(w, a), "Called", actor=a)),
    "guard.override": Act(
        lambda w, a: complete(
            w.tried, w.guard().id, outcome=Outcome.NOT_NEEDED, actor=a, note="Seen", on_behalf_because="Away"
        ),
        ready=_given_to(Ward.guard),
    ),
    "undo": Act(lambda w, a: undo(w.tried, f"act-{a.id}", actor=a)),
    "red_flag.raise": Act(lambda w, a: raise_flag(w.tried, PLAN, "RF07", actor=a)),
    "red_flag.reply": Act(
        lambda w, a: reply_to_flag(w.tried, PLAN, FLAG, reached="The ward", reply="Seen today", actor=a)
    ),
    "red_flag.clear": Act(
        lambda w, a: clear_flag(w.tried, PLAN, FLAG, finding="No fever", reason="Bloods normal", actor=a)
    ),
    "export.plan": Act(lambda w, a: list(tasks_csv(w.tried, Scope(plan_id=PLAN), actor=a))),
    "export.panel": Act(
        lambda w, a: list(tasks_csv(w.tried, Scope(), actor=a, sheet=Sheet(reason="Report"))), of_patient=False
    ),
    "calendar.own": Act(lambda w, a: calendar_address.make_calendar_address(w.tried, actor=a), of_patient=False),
    "fhir.give": Act(lambda w, a: fhir_address.give_reading(with_fhir(w.tried), PLAN, "Hospital", actor=a)),
    "fhir.end": Act(lambda w, a: fhir_address.readings(w.tried, actor=a), of_patient=False),
    "import.preview": Act(lambda w, a: preview(w.tried, BytesIO(b"task_id,task"), actor=a), of_patient=False),
    "import.apply": Act(_import, of_patient=False),
    "template.read": Act(lambda w, a: library.template_shelves(w.tried, a), of_patient=False),
    "audit.read": Act(lambda w, a: audit.history(w.tried, Asked(PATIENT), actor=a)),
    "audit.read_clinic": Act(lambda w, a: audit.history(w.tried, Asked(), actor=a), of_patient=False),
    "task.hand_off": Act(
        lambda w, a: hand_offs.offer(
            w.tried, _own(w, a), Briefing(request="Please see"), actor=a, to_role=_others_role(a)
        )
    ),
    "team.cover": Act(_away, of_patient=False),
    "team.change": Act(lambda w, a: care_teams.own_teams(w.tried, a), of_patient=False),
    "user.manage": Act(
        lambda w, a: people.add_person(w.tried, a, "new.nurse", "nurse", password=PASSWORD), of_patient=False
    ),
    "team.manage": Act(
        lambda w, a: clinic_teams.add_team(w.tried, a, "Hip team", "surgeon", password=PASSWORD), of_patient=False
    ),
    "session.list": Act(lambda w, a: own_account.sign_ins(w.tried, a, None), of_patient=False),
    "session.end": Act(lambda w, a: own_account.end_everywhere(w.tried, a), of_patient=False),
    "audit.verify": Act(lambda w, a: audit.check(w.tried, actor=a), of_patient=False),
    "stop_rule.override": Act(permission_rules.override, ready=permission_rules.ready),
    "alert.acknowledge": Act(permission_rules.acknowledge, ready=permission_rules.ready),
    "conflict.order": Act(permission_rules.order, ready=permission_rules.ready),
    "conflict.accept": Act(permission_rules.accept, ready=permission_rules.ready),
}
"""An act that the program does is called here; `NOT_YET` has those that it does not do."""

FILES_OF_A_PLAN: Final[dict[str, Act]] = {
    "plans": Act(lambda w, a: list(plans_csv(w.tried, Scope(plan_id=PLAN), actor=a))),
    "measures": Act(lambda w, a: list(measures_csv(w.tried, Scope(plan_id=PLAN), actor=a))),
    "workbook": Act(lambda w, a: list(workbook(w.tried, Scope(plan_id=PLAN), actor=a))),
    "FHIR": Act(lambda w, a: list(fhir(w.tried, Scope(plan_id=PLAN), actor=a))),
    "hand-out": Act(lambda w, a: documents.hand_out(w.tried, PLAN, actor=a)),
    "summary": Act(lambda w, a: documents.summary(w.tried, PLAN, actor=a)),
}
"""What leaves by the right of `export.plan` beside the tasks."""

NOT_YET: Final = frozenset(
    {
        "patient.merge",
        "plan.note",
        *("finding.answer",),
        *("red_flag.answer", "template.draft", "template.publish"),
        *("backup.make", "backup.restore", "settings.change"),
    }
)
ASKED_OTHERWISE: Final = {"gate.cause": ("cause.confirm", "cause.refute")}
"""Acts that are asked for by the name of another: the decision on a cause is its certainty."""
