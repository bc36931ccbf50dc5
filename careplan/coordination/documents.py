"""Documents that leave the clinic as PDF: the patient hand-out, the summary of a plan, the minutes of a meeting.

Each is made whole first; then that it leaves is written into the history; then it is given out. So what could not be
made is in no history, and what cannot be written there does not leave.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, NamedTuple

from careplan.catalogue.document_files import HAND_OUT, MINUTES, PLAN_SUMMARY
from careplan.clinic import Clinic
from careplan.coordination.authority import authorise, must_give_reason
from careplan.coordination.board import lines_of
from careplan.coordination.export_rows import SCREEN, Scope
from careplan.coordination.exports import allowed
from careplan.coordination.hand_out import hand_out_of, left_out_words, steps_of
from careplan.coordination.leaving import note_leaving
from careplan.coordination.minutes import minutes, minutes_reason
from careplan.coordination.minutes_words import CaseWords, case_words
from careplan.coordination.opened_plan import read_plan
from careplan.coordination.overview import overview, plans_of
from careplan.coordination.plan_summary import moment_words, plan_summary_of
from careplan.coordination.refusals import noting_on_screen, noting_refusals
from careplan.errors import NOT_HERE, NotFound
from careplan.exchange import hand_out as hand_out_file
from careplan.exchange import minutes_pdf, plan_summary
from careplan.exchange.document import About, Template
from careplan.exchange.plan_summary import Part
from careplan.team import Practitioner

_PANEL: Final = "export.panel"


class Document(NamedTuple):
    """A document that may be given out; its name holds ids and the day only."""

    pdf: bytes
    name: str
    pages: int


def hand_out(clinic: Clinic, plan_id: str, *, actor: Practitioner, place: str = SCREEN) -> Document:
    """Return the patient hand-out of a plan: at most two pages, with the tasks that have words for the patient.

    Raises:
        NotFound, NotAllowed: as `exports.tasks_csv`.
        DocumentFailed: it could not be made; nothing left.
    """
    _authorise(clinic, plan_id, actor)
    now = clinic.now()
    with clinic.store.reading() as records:
        opened = read_plan(clinic, records, plan_id, actor)
        about = About(records.versions.present(plan_id), moment_words(clinic, now), actor.id, records.clinic.is_demo())
    page = hand_out_of(opened, about)
    made, shown = hand_out_file.write(_template(clinic, HAND_OUT), page, now, lambda many: left_out_words(opened, many))
    _note_plan(clinic, plan_id, "patient hand-out", shown, actor, place)
    return Document(made.pdf, hand_out_file.file_name(plan_id, clinic.today()), made.pages)


def summary(clinic: Clinic, plan_id: str, *, actor: Practitioner, place: str = SCREEN) -> Document:
    """Return the plan as it stands, for the record; raises as `hand_out`."""
    _authorise(clinic, plan_id, actor)
    now = clinic.now()
    with clinic.store.one_moment():
        with clinic.store.reading() as records:
            plan, version = read_plan(clinic, records, plan_id, actor).plan, records.versions.present(plan_id)
            demo = records.clinic.is_demo()
        found = overview(clinic, plan.patient_id, actor=actor, plan_id=plan_id, place=plan_id)
    if found.board is None:
        raise NotFound(NOT_HERE)
    about = About(version, moment_words(clinic, now), actor.id, demo)
    told = plan_summary_of(clinic, found, found.board, plan, about)
    made = plan_summary.write(_template(clinic, PLAN_SUMMARY), told, now)
    _note_plan(clinic, plan_id, "plan summary", sum(len(phase.tasks) for phase in told.phases), actor, place)
    return Document(made.pdf, plan_summary.file_name(plan_id, clinic.today()), made.pages)


def minutes_document(clinic: Clinic, team: int, day: date, *, actor: Practitioner, place: str = SCREEN) -> Document:
    """Return the minutes of a meeting. The reason for which many patients leave is the meeting itself.

    Raises:
        NotFound, NotAllowed, DocumentFailed: nothing leaves.
    """
    reason, now = minutes_reason(day), clinic.now()
    with noting_refusals(clinic, actor):
        authorise(clinic.catalogue, actor, _PANEL)
        must_give_reason(clinic.catalogue, _PANEL, reason)
    found = minutes(clinic, team, day, actor=actor)
    with clinic.store.reading() as records:
        demo = records.clinic.is_demo()
    cases = [case_words(clinic, case, lambda moment: moment_words(clinic, moment)) for case in found.cases]
    told = minutes_pdf.MinutesShown(
        title=reason,
        team=found.team,
        printed=moment_words(clinic, now),
        by=actor.id,
        cases=tuple(_case(number, case) for number, case in enumerate(cases, start=1)),
        notice=clinic.content.notices.notices.full,
        demo=demo,
    )
    made = minutes_pdf.write(_template(clinic, MINUTES), told, now)
    about = {"file": "minutes", "format": "pdf", "scope": "a review meeting", "rows": len(cases)}
    with clinic.store.writing() as records:
        note_leaving(clinic, records, actor, about | {"asked_for_at": place}, patient_id=None, reason=reason)
    return Document(made.pdf, minutes_pdf.file_name(day), made.pages)


def plan_named(clinic: Clinic, whose: str, *, actor: Practitioner) -> str:
    """Return the plan of an id: that plan, or the open plan of that patient, else the last one.

    Raises:
        NotFound, NotAllowed: there is none that this person may take away.
    """
    is_plan = whose.startswith("PL-")
    scope = Scope(plan_id=whose) if is_plan else Scope(patient_id=whose)
    with noting_on_screen(clinic, actor, whose):
        allowed(clinic, scope, actor)
        if is_plan:
            return whose
        with clinic.store.reading() as records:
            plans = plans_of(clinic, records, whose, records.patients.get(whose).team)
        if not plans:
            raise NotFound("This patient has no plan yet.")
    return plans[0].id


def counts(clinic: Clinic, plan_id: str, *, actor: Practitioner) -> tuple[int, int]:
    """Return how many tasks of a plan have words for the patient, and how many lines its summary has."""
    with noting_on_screen(clinic, actor, plan_id):
        allowed(clinic, Scope(plan_id=plan_id), actor)
        with clinic.store.reading() as records:
            opened = read_plan(clinic, records, plan_id, actor)
    return len(tuple(steps_of(opened))), sum(not line.cancelled for line in lines_of(opened))


def last_meetings(clinic: Clinic, *, actor: Practitioner) -> list[tuple[int, str, date]]:
    """Return the last meeting of each of the person's teams that had one: team, its name, the day."""
    with clinic.store.reading() as records:
        names = records.teams.names()
        tomorrow = clinic.today() + timedelta(days=1)
        found = [(team, records.meetings.last(team, tomorrow)) for team in records.teams.of(actor.id)]
    return [(team, names[team], meeting.day) for team, meeting in found if meeting]


def _authorise(clinic: Clinic, plan_id: str, actor: Practitioner) -> None:
    with noting_refusals(clinic, actor, plan_id):
        allowed(clinic, Scope(plan_id=plan_id), actor)


def _template(clinic: Clinic, name: str) -> Template:
    files = clinic.catalogue.documents
    return Template(files.sources[name], files.fonts)


def _note_plan(clinic: Clinic, plan_id: str, file: str, rows: int, actor: Practitioner, place: str) -> None:
    """Write that a document of a plan leaves, with how many tasks it shows."""
    told = {"file": file, "format": "pdf", "scope": "plan", "rows": rows, "plan": plan_id, "asked_for_at": place}
    with clinic.store.writing() as records:
        note_leaving(clinic, records, actor, told, patient_id=records.plans.whose(plan_id)[0])


def _case(number: int, case: CaseWords) -> minutes_pdf.CaseShown:
    said = (Part(one.label, f"{one.words} ({one.by})" if one.by else one.words) for one in case.said)
    title = f"{number}. {case.patient_id} · {case.causes}"
    return minutes_pdf.CaseShown(title, tuple(said), case.changes, case.actions, case.signed)
