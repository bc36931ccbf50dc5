"""Another system reads one plan, by a token that somebody of its care team gave it, until a day, and can take back.

It reads with the rights that this person has at that moment, and who the patient is only by the id. Switched on by a
setting (CAREPLAN_FHIR); a token that was given before stays, and is refused while that is off.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from careplan.clinic import Clinic
from careplan.coordination.access import seen_by
from careplan.coordination.authority import authorise, may
from careplan.coordination.fhir_rows import plans_told
from careplan.coordination.leaving import note_leaving
from careplan.coordination.private_addresses import (
    end_address,
    is_due,
    is_holding,
    make_address,
    note_use,
    reader_of,
    refuse_guess,
)
from careplan.coordination.refusals import AGAIN_AFTER, noting_on_screen, noting_refusals
from careplan.coordination.text_limits import refuse_long
from careplan.errors import NOT_HERE, InvalidInput, NotAllowed, NotFound
from careplan.exchange.fhir_rest import Served, served
from careplan.store import AddressKind, PlanFilter, PrivateAddress, Records
from careplan.team import Practitioner
from careplan.text_length import LONGEST_LINE
from careplan.working_days import date_words

GIVE: Final = "fhir.give"
END: Final = "fhir.end"
_PLACE: Final = "another system"
_USUAL_DAYS: Final = 90


class Reading(NamedTuple):
    """A token that holds: who may read which plan by it.

    Attributes:
        id: names it on screens; no token can be made of it.
        label: for which system, in words that a person typed; empty for who sees no patient.
        last_day: on which it holds last.
        used_at: about when it was used last; None while it was not.
        holds: it can be read by it today.
    """

    id: str
    plan_id: str
    account: str
    label: str
    made_at: datetime
    last_day: date | None
    used_at: datetime | None
    holds: bool


def readings(clinic: Clinic, *, actor: Practitioner) -> list[Reading]:
    """Return the tokens for plans of the person's teams, the oldest first; for an administrator those of all."""
    with noting_on_screen(clinic, actor):
        authorise(clinic.catalogue, actor, END)
    with clinic.store.reading() as records:
        return [_reading(clinic, one, actor) for one in _held(clinic, records, actor)]


def usual_last_day(clinic: Clinic) -> date:
    """Return the last day that is proposed for a token."""
    return clinic.today() + timedelta(days=min(_USUAL_DAYS, clinic.settings.fhir_days))


def give_reading(clinic: Clinic, plan_id: str, label: str, *, actor: Practitioner, last_day: date | None = None) -> str:
    """Let another system read a plan, and return the token by which it does: it cannot be told again.

    Args:
        last_day: on which it holds last; by default that which is proposed.

    Raises:
        NotFound: no such plan, or none that this person may see.
        NotAllowed: the person may not, or other systems read nothing in this clinic.
        InvalidInput: it is not said which system, or the last day is over or too far away.
    """
    label = label.strip()
    with noting_refusals(clinic, actor, plan_id), clinic.store.reading() as records:
        patient_id, team = records.plans.whose(plan_id)
        person = seen_by(clinic, records, actor, patient_id, on_team=team in records.teams.of(actor.id))
        authorise(clinic.catalogue, person, GIVE, patient_id=patient_id)
    if not clinic.settings.fhir:
        raise NotAllowed("Other systems read nothing in this clinic. Who runs careplan can set CAREPLAN_FHIR=1.")
    if not label:
        raise InvalidInput("Write which system it is for.")
    refuse_long("The system", label, LONGEST_LINE)
    last, today = last_day or usual_last_day(clinic), clinic.today()
    longest = today + timedelta(days=clinic.settings.fhir_days)
    if not today <= last <= longest:
        raise InvalidInput(f"Choose a last day from {date_words(today)} to {date_words(longest)}.")
    with clinic.store.writing() as records:
        return make_address(clinic, records, AddressKind.FHIR, actor, plan=plan_id, label=label, last_day=last)


def end_reading(clinic: Clinic, reading_id: str, *, actor: Practitioner) -> Reading:
    """Take a token back and return which it was; raises NotFound for none, or none that this person may see."""
    with noting_refusals(clinic, actor):
        authorise(clinic.catalogue, actor, END)
    with clinic.store.writing() as records:
        chosen = next((one for one in _held(clinic, records, actor) if one.id == reading_id), None)
        if chosen is None:
            raise NotFound(NOT_HERE)
        end_address(clinic, records, chosen, by=actor)
        return _reading(clinic, chosen, actor)


def read_plan(clinic: Clinic, token: str, *, where: str) -> Served:
    """Return the resources of the one plan that a token is for; that it was read is written first.

    Once in a quarter of an hour, as readings on screens are. `where` is the network address that asks.

    Raises:
        NotFound: no plan is read by this token any more.
        NotAllowed: the same, and too many were tried from there.
        NotReady: that it is read cannot be written.
    """
    person, address = reader_of(clinic, AddressKind.FHIR, token, where=where)
    with clinic.store.reading() as records:
        patient_id, team = records.plans.whose(address.plan or "")
        teams = records.teams.of(person.id)
        right = team in teams and all(may(clinic.catalogue, person, act) for act in (GIVE, "export.plan"))
        which = PlanFilter(teams, status=None, plan_id=address.plan)
        found = served(next(plans_told(clinic, records, which, names=False))) if right else None
    if found is None:
        refuse_guess(clinic, where)
    if is_due(clinic, address, AGAIN_AFTER):
        with clinic.store.writing() as records:
            if note_use(clinic, records, address, AGAIN_AFTER):
                told = {"file": "fhir", "format": "json", "scope": "plan", "rows": len(found), "plan": address.plan}
                told |= {"names": False, "asked_for_at": _PLACE}
                note_leaving(clinic, records, person, told, patient_id=patient_id, reason=address.label)
    return found


def _held(clinic: Clinic, records: Records, actor: Practitioner) -> list[PrivateAddress]:
    teams = records.teams.of(actor.id) if may(clinic.catalogue, actor, "plan.read") else None
    return records.private_addresses.holding(AddressKind.FHIR, team_ids=teams)


def _reading(clinic: Clinic, one: PrivateAddress, actor: Practitioner) -> Reading:
    label = one.label if may(clinic.catalogue, actor, GIVE) else ""
    holds = is_holding(clinic, one)
    return Reading(one.id, one.plan or "", one.account, label, one.made_at, one.last_day, one.used_at, holds)
