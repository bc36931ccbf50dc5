"""What the new-plan screen shows: what was entered, and all that follows of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from careplan.cause import NORMAL_RECOVERY, CauseId
from careplan.clinic import Clinic
from careplan.coordination.intake_draft import KnownPatient
from careplan.coordination.plan_patient import why_no_new_patient
from careplan.coordination.plan_team import TeamNow
from careplan.coordination.planning import Proposal, propose
from careplan.draft_plan import Edits
from careplan.errors import InvalidInput
from careplan.facts import Entry
from careplan.finding import Answer, FindingId
from careplan.identity import Identity
from careplan.intake import FirstLook, Intake, continued, contradictions, first_look, record_says
from careplan.new_plan import (
    BirthDates,
    EarlyTest,
    Entered,
    Offer,
    Reading,
    already_done,
    early_tests,
    is_agreed,
    nothing_else,
    past_days,
    read_entered,
    two_birth_dates,
)
from careplan.new_plan.words import as_day
from careplan.observation import Observation
from careplan.plan_checks import PlanCheck
from careplan.team import Practitioner

KNOWN_PATIENT: Final = "You need the id of a patient on record in your team."


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that the screen shows.

    Attributes:
        saved: when the draft was kept last; None where there is none.
        discarded: whether nothing is entered and a discarded draft can be taken back.
        wrong: a sentence for each field that cannot be used, by its name.
        no_new_patient: why the person can add no patient, and creates plans for known ones only; else empty.
        on_record: the findings that follow from the patient's record alone, without anything that was typed.
        look: what the intake says; None while it cannot be read as a whole.
        suggested: what the findings suggest while nobody has picked: the plan is shown, and not more.
        unexpected: picks for which a reason is asked (R34).
        proposal: the plan of the picks, as Create would keep it, or of what is suggested; None while there is neither.
        offers: work that the intake shows to be done already (R33).
        too_early: tests done before the latest operation, which do not count.
        contradicting: what contradicts itself in what was entered; it is said before any cause is picked.
    """

    entered: Entered
    saved: datetime | None
    discarded: bool
    wrong: Mapping[str, str]
    team: TeamNow
    known: KnownPatient | None
    no_new_patient: str = ""
    intake: Intake | None = None
    on_record: Mapping[FindingId, Answer] = field(default_factory=dict)
    look: FirstLook | None = None
    suggested: tuple[CauseId, ...] = ()
    unexpected: tuple[CauseId, ...] = ()
    proposal: Proposal | None = None
    offers: tuple[Offer, ...] = ()
    too_early: tuple[EarlyTest, ...] = ()
    contradicting: tuple[PlanCheck, ...] = ()
    edits: Edits = Edits()  # noqa: RUF009 - a frozen value

    @property
    def picks(self) -> tuple[CauseId, ...]:
        """The suspected causes that a person has picked."""
        return self.entered.causes

    @property
    def lacks_patient(self) -> bool:
        """Whether Create waits for a known patient: the person can add none."""
        return self.known is None and bool(self.no_new_patient)

    @property
    def checks(self) -> tuple[PlanCheck, ...]:
        """What does not go together in what was entered, and what the plan does not meet once there is one."""
        early = (PlanCheck("test_after_operation", "warning", one.message, "R33") for one in self.too_early)
        return (*(self.proposal.checks if self.proposal else self.contradicting), *early)

    @property
    def birth_dates(self) -> BirthDates | None:
        """The typed birth date and the one on record, where they differ."""
        return two_birth_dates(self.entered, self.known.patient) if self.known else None

    @property
    def born_in_doubt(self) -> bool:
        """Whether Create waits until a person says which birth date is right; the record's is used until then."""
        return self.birth_dates is not None and not is_agreed(self.entered)

    def fact(self, name: str) -> str:
        """Return a yes-or-no fact as it is known: stated, said by a finding, or on record; empty while it is not."""
        known = self.intake.facts.get(name) if self.intake else self.entered.facts.get(name)
        if known is None and (entry := self.recorded_fact(name)):
            known = entry.value
        return known if isinstance(known, str) else ""

    def recorded_fact(self, name: str) -> Entry | None:
        """Return what the patient's record says of a fact that is not answered anew."""
        said = self.intake.facts if self.intake else self.entered.facts
        return None if self.known is None or name in said else _last(self.known.record.facts, name)

    def recorded_finding(self, name: FindingId) -> Entry | None:
        """Return what the patient's record says of a finding."""
        return _last(self.known.record.findings, name) if self.known else None

    def last_score(self, measure: str) -> Observation | None:
        """Return the last value of a measure in the patient's record."""
        seen = self.known.record.observations if self.known else ()
        return max((one for one in seen if one.measure == measure), key=lambda one: one.day, default=None)

    def answered_yes(self, finding: FindingId) -> bool:
        """Whether a finding is known to be present."""
        return self.look is not None and self.look.answers.get(finding) == "yes"

    @property
    def needs_reason(self) -> bool:
        """Whether Create waits for a reason."""
        return bool(self.unexpected) and not self.entered.reason.strip()


def _last(entries: Mapping[str, tuple[Entry, ...]], name: str) -> Entry | None:
    known = entries.get(name)
    return known[-1] if known and known[-1].value is not None else None


def looked_at(clinic: Clinic, sheet: Sheet, actor: Practitioner) -> Sheet:
    """Return the sheet with everything that follows of what was entered."""
    reading = _read(clinic, sheet)
    sheet = replace(sheet, no_new_patient=why_no_new_patient(clinic, actor, on_team=sheet.team.has(actor)))
    asked = {"patient_id": KNOWN_PATIENT} if sheet.lacks_patient else {}
    read = replace(sheet, wrong={**reading.wrong, **asked})
    if reading.intake is None:
        return read
    intake, look = _closed(clinic, sheet.entered, _continued(clinic, sheet, reading.intake))
    if sheet.known:
        read = replace(read, on_record=record_says(sheet.known.on(intake.start), clinic.content, intake.start))
    suggested = () if sheet.picks else suggestion(look)
    unexpected = tuple(pick for pick in sheet.picks if look.assessment.asks_reason(pick))
    found = tuple(PlanCheck(*one) for one in contradictions(intake.record(), clinic.content, intake.start))
    seen = replace(read, intake=intake, look=look, suggested=suggested, unexpected=unexpected, contradicting=found)
    if not (sheet.picks or suggested):
        return seen
    try:
        return _proposed(clinic, seen, intake, look, actor)
    except InvalidInput as error:
        return replace(seen, wrong={**seen.wrong, "causes": str(error)})


def suggestion(look: FirstLook) -> tuple[CauseId, ...]:
    """Return the first suspected cause, unless the ranking is uncertain."""
    found = look.assessment
    if found.normal_recovery:
        return (NORMAL_RECOVERY,)
    return () if found.uncertain or not found.causes else (found.causes[0].cause.id,)


def _read(clinic: Clinic, sheet: Sheet) -> Reading:
    """Return what can be read of the form, without a birth date that is in doubt."""
    dates = sheet.birth_dates if sheet.born_in_doubt else None
    entered = sheet.entered.model_copy(update={"birth_date": ""}) if dates else sheet.entered
    reading = read_entered(entered, clinic.content, today=clinic.today())
    return replace(reading, wrong={**reading.wrong, "birth_date": dates.question}) if dates else reading


def _continued(clinic: Clinic, sheet: Sheet, intake: Intake) -> Intake:
    """Return the intake with what is on record of the patient before it."""
    known = sheet.known
    return continued(intake, known.patient, known.record, clinic.content) if known else intake


def _closed(clinic: Clinic, entered: Entered, intake: Intake) -> tuple[Intake, FirstLook]:
    """Return the intake with “nothing else found” spelled out, and what it says then."""
    look = first_look(intake, clinic.content)
    asked = [clinic.catalogue.examinations[name] for name in entered.closed if name in clinic.catalogue.examinations]
    if not asked:
        return intake, look
    closed = nothing_else(intake, asked, look.answers, clinic.content.findings)
    return closed, first_look(closed, clinic.content)


def _proposed(clinic: Clinic, sheet: Sheet, intake: Intake, look: FirstLook, actor: Practitioner) -> Sheet:
    """Return the sheet with the plan; what the intake shows to be done on a day is closed in it."""
    causes, edits, today = sheet.picks or sheet.suggested, sheet.entered.edits(), clinic.today()
    proposal = propose(clinic, intake, causes, replace(edits, done={}), actor=actor, look=look, team=sheet.team)
    plan, asked = proposal.draft.plan, clinic.catalogue.examinations.values()
    done_on = past_days(sheet.entered.done_on, today)
    scores_on = as_day(sheet.entered.scores_on)
    measures = clinic.content.measures
    offers = already_done(
        plan, asked, look.answers, look.facts, measures=measures, done_on=done_on, scores_on=scores_on
    )
    early = tuple(early_tests(plan, asked, done_on=done_on, done=edits.done))
    done = _done(sheet.entered, edits, offers, today)
    for one in early:
        done.pop(one.task, None)
    edits = replace(edits, done={task: day for task, day in done.items() if task in plan.tasks})
    if edits.done:
        proposal = propose(clinic, intake, causes, edits, actor=actor, look=look, team=sheet.team)
    return replace(sheet, proposal=proposal, offers=offers, too_early=early, edits=edits)


def _done(entered: Entered, edits: Edits, offers: tuple[Offer, ...], today: date) -> dict[Identity, date]:
    """Return what was done before, and when: what a person said of it goes before the offer."""
    offered = {offer.task: offer.day for offer in offers if offer.day and str(offer.task) not in entered.done}
    return {**offered, **{task: day for task, day in edits.done.items() if day <= today}}
