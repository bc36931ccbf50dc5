"""The patient, operations and procedures, and the people of a plan as FHIR resources."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from careplan.exchange.fhir_parts import (
    TERMINOLOGY,
    Part,
    coding,
    concept,
    day,
    narrative,
    own_code,
    present,
    text,
)
from careplan.exchange.fhir_record import PlanTold, holder_id
from careplan.patient import PROCEDURE_WORDS, Operation, Procedure, Side
from careplan.team import RoleId

_PSEUDONYM = coding(f"{TERMINOLOGY}v3-ObservationValue", "PSEUDED", "pseudonymized")
_INVENTED = coding(f"{TERMINOLOGY}v3-ActReason", "HTEST", "test health data")
_SIDES = {Side.LEFT: "left", Side.RIGHT: "right", Side.BOTH: "both sides"}


def patient(told: PlanTold) -> Part:
    """Return the patient: an id alone, unless names were asked for."""
    known, number = told.patient, told.ids.identifier("patient", told.patient.id)
    labels = [*([_INVENTED] if told.invented else []), *([] if told.names else [_PSEUDONYM])]
    if not told.names:
        return present(
            resourceType="Patient",
            id=known.id,
            meta=present(security=labels),
            text=narrative(f"Patient {known.id}"),
            identifier=[number],
        )
    name, record = text(known.name), text(known.record_number)
    return present(
        resourceType="Patient",
        id=known.id,
        meta=present(security=labels),
        text=narrative(f"Patient {known.id}", name),
        identifier=[number, *([told.ids.identifier("record-number", record)] if record else [])],
        name=[{"text": name}] if name else None,
        gender=known.sex.value if known.sex else None,
        birthDate=day(known.birth_date),
    )


def practitioner(told: PlanTold, account: str) -> Part:
    """Return a person with an account, known by the sign-in name."""
    name = told.ids.identifier("account", account)
    return present(
        resourceType="Practitioner", id=told.ids.id("Practitioner", account), text=narrative(account), identifier=[name]
    )


def practitioner_role(told: PlanTold, role: RoleId, account: str | None) -> Part:
    """Return a role as one person holds it, or whoever does."""
    label = told.words.roles.get(role, role)
    return present(
        resourceType="PractitionerRole",
        id=told.ids.id("PractitionerRole", holder_id(role, account)),
        text=narrative(f"{label}: {account}" if account else label),
        practitioner=told.ids.reference("Practitioner", account) if account else None,
        code=[told.words.role(role)],
    )


def done_and_planned(told: PlanTold) -> Iterator[Part]:
    """Yield operations on the spine and needle procedures: done ones as Procedure, the others as ServiceRequest."""
    for one in told.patient.operations:
        yield _operation(told, one)
    for other in told.patient.procedures:
        yield _procedure(told, other)


def _operation(told: PlanTold, one: Operation) -> Part:
    labels = [(code, told.words.procedures.get(code, code)) for code in one.procedures]
    words = ", ".join(label for _, label in labels) or "Operation on the spine"
    used = [concept(words=what) for what in ("Implant" if one.implant else "", one.graft or "") if what]
    where = [*one.levels, *([_SIDES[one.side]] if one.side else [])]
    about = present(
        id=f"{told.patient.id}-operation-{one.number}",
        code=concept(*(own_code("operation", code, label) for code, label in labels), words=words),
        subject=told.subject,
        bodySite=[concept(words=f"{one.region} spine {', '.join(where)}".strip())],
        text=narrative(f"{words}, {one.day or 'no date yet'}"),
    )
    return _event(about, one.day, done=one.done, cancelled=one.cancelled, usedCode=used)


def _procedure(told: PlanTold, one: Procedure) -> Part:
    words, on = PROCEDURE_WORDS[one.kind], one.done or one.planned
    about = present(
        id=f"{told.patient.id}-procedure-{one.number}",
        code=concept(own_code("procedure", one.kind, words), words=words),
        subject=told.subject,
        bodySite=[concept(words=f"{one.region} spine")],
        text=narrative(f"{words}, {on or 'no date yet'}"),
    )
    return _event(about, on, done=one.done is not None, cancelled=one.cancelled)


def _event(about: Part, on: date | None, *, done: bool, cancelled: bool, **of_procedure: object) -> Part:
    """Return what took place as a Procedure, and what is planned or was called off as a ServiceRequest (no order)."""
    if done:
        return {
            "resourceType": "Procedure",
            "status": "completed",
            **about,
            **present(performedDateTime=day(on), **of_procedure),
        }
    status = "revoked" if cancelled else "active"
    return {
        "resourceType": "ServiceRequest",
        "status": status,
        "intent": "plan",
        **about,
        **present(occurrenceDateTime=day(on)),
    }
