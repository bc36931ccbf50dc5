"""The new-plan screen: what follows of what was entered, and Create."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from careplan.cause import NORMAL_RECOVERY, CauseId
from careplan.clinic import Clinic
from careplan.coordination.acting import Done
from careplan.coordination.authority import authorise
from careplan.coordination.intake_draft import PLACE, KnownPatient, kept, known_patient, put_aside
from careplan.coordination.planning import Proposal, TeamNow, create_plan, propose, team_now
from careplan.draft_plan import Edits
from careplan.errors import InvalidInput, NotAllowed
from careplan.finding import FindingId
from careplan.intake import FirstLook, Intake, first_look
from careplan.new_plan import Entered, Offer, already_done, read_entered
from careplan.new_plan.reading import NEW_PATIENT
from careplan.new_plan.words import as_day
from careplan.team import Practitioner

RED_FLAGS_FIRST: Final = "Answer the red flags first: tick those that hold, or “None of these”."


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that the screen shows.

    Attributes:
        saved: when the draft was kept last; None where there is none.
        discarded: whether nothing is entered and a discarded draft can be taken back.
        wrong: a sentence for each field that cannot be used, by its name.
        look: what the intake says; None while it cannot be read as a whole.
        picks: the suspected causes of the plan: those chosen, else the one that the findings suggest.
        unexpected: picks for which a reason is asked (R34).
        proposal: the plan as Create would keep it; None while there is no pick.
        offers: work that the intake shows to be done already (R33).
    """

    entered: Entered
    saved: datetime | None
    discarded: bool
    wrong: Mapping[str, str]
    team: TeamNow
    known: KnownPatient | None
    intake: Intake | None = None
    look: FirstLook | None = None
    picks: tuple[CauseId, ...] = ()
    unexpected: tuple[CauseId, ...] = ()
    proposal: Proposal | None = None
    offers: tuple[Offer, ...] = ()
    edits: Edits = Edits()  # noqa: RUF009 - a frozen value

    def fact(self, name: str) -> str:
        """Return a yes-or-no fact as it is known: stated, or said by a finding; empty while it is not."""
        known = self.intake.facts.get(name) if self.intake else self.entered.facts.get(name)
        return known if isinstance(known, str) else ""

    def answered_yes(self, finding: FindingId) -> bool:
        """Whether a finding is known to be present."""
        return self.look is not None and self.look.answers.get(finding) == "yes"

    @property
    def needs_reason(self) -> bool:
        """Whether Create waits for a reason."""
        return bool(self.unexpected) and not self.entered.reason.strip()


def open_sheet(clinic: Clinic, actor: Practitioner) -> Sheet:
    """Return what this person has entered and what follows of it; raises NotAllowed for who may not create plans."""
    authorise(clinic.catalogue, actor, "plan.create")
    with clinic.store.reading() as records:
        entered, saved = kept(records, actor)
        aside = saved is None and put_aside(records, actor)
        known = known_patient(records, entered.patient_id, actor)
        sheet = Sheet(entered, saved, aside, {}, team_now(records), known)
    return _looked_at(clinic, sheet, actor)


def create(clinic: Clinic, actor: Practitioner, *, key: str | None = None) -> Done:
    """Create the plan as the screen shows it.

    Raises:
        NotAllowed: red flags are unanswered, a reason is missing, or the patient has an open plan.
        InvalidInput: there is no suspected cause, or something that was entered stands in the way.
    """
    sheet = open_sheet(clinic, actor)
    if not sheet.entered.red_flags_answered:
        raise NotAllowed(RED_FLAGS_FIRST)
    if sheet.wrong or sheet.intake is None:
        raise InvalidInput(f"Correct what is marked first: {next(iter(sheet.wrong.values()))}")
    return create_plan(
        clinic,
        _for_keeping(sheet.intake),
        sheet.picks,
        actor=actor,
        edits=sheet.edits,
        red_flags_answered=True,
        reason=sheet.entered.reason if sheet.unexpected else "",
        key=key,
        draft=PLACE,
    )


def _for_keeping(intake: Intake) -> Intake:
    if intake.patient.id != NEW_PATIENT:
        return intake
    return replace(intake, patient=intake.patient.model_copy(update={"id": ""}))


def _looked_at(clinic: Clinic, sheet: Sheet, actor: Practitioner) -> Sheet:
    reading = read_entered(sheet.entered, clinic.content, today=clinic.today())
    wrong = dict(reading.wrong)
    if reading.intake is None:
        return replace(sheet, wrong=wrong)
    intake, look = _closed(clinic, sheet.entered, reading.intake)
    picks = suggested(look) if sheet.entered.causes is None else sheet.entered.causes
    unexpected = tuple(pick for pick in picks if look.assessment.asks_reason(pick))
    seen = replace(sheet, wrong=wrong, intake=intake, look=look, picks=picks, unexpected=unexpected)
    if not picks:
        return seen
    try:
        return _proposed(clinic, seen, intake, look, actor)
    except InvalidInput as error:
        return replace(seen, wrong={**wrong, "causes": str(error)})


def suggested(look: FirstLook) -> tuple[CauseId, ...]:
    """Return the pick that the screen begins with: the first suspected cause, unless the ranking is uncertain."""
    found = look.assessment
    if found.normal_recovery:
        return (NORMAL_RECOVERY,)
    return () if found.uncertain or not found.causes else (found.causes[0].cause.id,)


def _closed(clinic: Clinic, entered: Entered, intake: Intake) -> tuple[Intake, FirstLook]:
    """Return the intake with “nothing else found” spelled out: what neither a person nor the record says is no."""
    look = first_look(intake, clinic.content)
    if not entered.closed:
        return intake, look
    rest: list[FindingId] = []
    for name in entered.closed:
        if examination := clinic.catalogue.examinations.get(name):
            rest += [f for f in examination.lone(clinic.content.findings) if f not in look.answers]
    said = clinic.content.findings.facts_from(dict.fromkeys(rest, "no"))
    facts = {**said, **intake.facts}
    closed = replace(intake, findings={**dict.fromkeys(rest, "no"), **intake.findings}, facts=facts)
    return closed, first_look(closed, clinic.content)


def _proposed(clinic: Clinic, sheet: Sheet, intake: Intake, look: FirstLook, actor: Practitioner) -> Sheet:
    edits, wrong = _without_future(sheet.entered.edits(), clinic)
    untouched = replace(edits, done={})
    proposal = propose(clinic, intake, sheet.picks, untouched, actor=actor, look=look, team=sheet.team)
    offers = already_done(
        proposal.draft.plan,
        clinic.catalogue.examinations.values(),
        look.answers,
        look.facts,
        done_on=_past_days(sheet.entered.done_on, clinic.today()),
        scores_on=as_day(sheet.entered.scores_on),
    )
    offered = {offer.task: offer.day for offer in offers if offer.day and str(offer.task) not in sheet.entered.done}
    done = {task: day for task, day in {**offered, **edits.done}.items() if task in proposal.draft.plan.tasks}
    if done:
        edits = replace(edits, done=done)
        proposal = propose(clinic, intake, sheet.picks, edits, actor=actor, look=look, team=sheet.team)
    return replace(sheet, proposal=proposal, offers=offers, edits=edits, wrong={**sheet.wrong, **wrong})


def _past_days(typed: Mapping[str, str], today: date) -> dict[str, date]:
    days = {name: as_day(text) for name, text in typed.items()}
    return {name: day for name, day in days.items() if day and day <= today}


def _without_future(edits: Edits, clinic: Clinic) -> tuple[Edits, dict[str, str]]:
    """Return the edits without work that is said to be done on a day to come, and what is wrong with that."""
    today = clinic.today()
    past = {task: day for task, day in edits.done.items() if day <= today}
    sentence = "Nothing is done on a day to come. Correct the day, or leave the task open."
    return replace(edits, done=past), {f"done.{task}": sentence for task in edits.done.keys() - past.keys()}
