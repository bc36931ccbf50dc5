"""Small parts that every FHIR R4 resource is made of: codes, identifiers, references, notes, narrative.

A part is a mapping, as FHIR's JSON has it; `present` leaves out what is empty, because FHIR knows no empty values.
Resources are checked and written by `fhir.resources` (`resource_json`), and by nothing else.

Codes of the house are in systems that begin with `urn:careplan:`; they are the same in every clinic. Ids of records are
not: two clinics have a P-0001 each, so the systems of identifiers and the addresses of entries name the clinic (`Ids`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import escape
from typing import Any, Final
from uuid import UUID, uuid5

from careplan.cause import CauseId
from careplan.unseen import visible

Part = dict[str, Any]
"""An element or a resource, as FHIR's JSON has it."""

SYSTEM: Final = "urn:careplan:"
"""Begins the names of our own code systems, such as urn:careplan:role."""
LOINC: Final = "http://loinc.org"
ICD_10_CM: Final = "http://hl7.org/fhir/sid/icd-10-cm"
TERMINOLOGY: Final = "http://terminology.hl7.org/CodeSystem/"
_XHTML: Final = "http://www.w3.org/1999/xhtml"
_NOTHING: Final[tuple[object, ...]] = (None, "", (), [], {})


def present(**fields: Any) -> Part:
    """Return fields without those that say nothing. A trailing underscore keeps a name apart from Python's: `for_`."""
    return {name.rstrip("_"): value for name, value in fields.items() if value not in _NOTHING}


def text(words: str | None) -> str | None:
    """Return a text as FHIR may hold it: every character can be seen; None for one that says nothing."""
    shown = visible(words or "")
    return shown if shown.strip() else None


def coding(system: str, code: str, display: str | None = None, **more: Any) -> Part:
    """Return a code of a published system."""
    return present(system=system, code=code, display=text(display), **more)


def own_code(kind: str, code: str, display: str | None = None, **more: Any) -> Part:
    """Return a code of the house; `kind` is what it is a code of: role, cause, measure, task-status."""
    return coding(f"{SYSTEM}{kind}", code, display, **more)


def concept(*codings: Part, words: str | None = None) -> Part:
    """Return a CodeableConcept: codes, and what they mean in words."""
    return present(coding=list(codings), text=text(words))


def note(words: str | None, *, at: datetime | None = None) -> list[Part]:
    """Return a text as a list with one Annotation; empty where nothing is said."""
    return [present(time=moment(at), text=said)] if (said := text(words)) else []


def narrative(*lines: str | None) -> Part:
    """Return what a resource says to people, one paragraph a line."""
    shown = "".join(f"<p>{escape(said, quote=False)}</p>" for line in lines if (said := text(line)))
    return {"status": "generated", "div": f'<div xmlns="{_XHTML}">{shown}</div>'}


def day(on: date | None) -> str | None:
    """Return a day as FHIR writes it."""
    return on.isoformat() if on else None


def moment(at: datetime | None) -> str | None:
    """Return a moment as FHIR writes it, in UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def period(start: date | None, end: date | None) -> Part:
    """Return a Period of days, ends included; empty where neither is known."""
    return present(start=day(start), end=day(end))


def number(value: float) -> int | float:
    """Return a number as it was entered: 27, not 27.0."""
    return int(value) if value == int(value) else value


def template_url(module: str) -> str:
    """Return the canonical address of a template (PlanDefinition); “|3” after it names a version."""
    return f"{SYSTEM}template:{module}"


def activity_url(module: str, key: str) -> str:
    """Return the canonical address of one task of a template (ActivityDefinition)."""
    return f"{SYSTEM}template:{module}:{key}"


def condition_id(plan_id: str, cause: CauseId) -> str:
    """Return the id of a suspected cause of a plan; FHIR's ids know no underscore."""
    return f"{plan_id}-{cause.replace('_', '-')}"


@dataclass(frozen=True, slots=True)
class Ids:
    """What names the records of one clinic, the same in every file of it and never those of another clinic."""

    clinic: UUID

    def id(self, kind: str, name: str) -> str:
        """Return an id for a record whose name FHIR does not take for one, such as a sign-in name."""
        return str(uuid5(self.clinic, f"{kind}/{name}"))

    def url(self, kind: str, name: str) -> str:
        """Return the address (fullUrl) of a record within a Bundle: of a type of FHIR and its name."""
        return f"urn:uuid:{self.id(kind, name)}"

    def reference(self, kind: str, name: str, display: str | None = None, **more: Any) -> Part:
        """Return a reference to a record that stands in the same Bundle."""
        return present(reference=self.url(kind, name), type=kind, display=text(display), **more)

    def identifier(self, kind: str, value: str, **more: Any) -> Part:
        """Return the id of a record as people know it; `kind` is what it is the id of: patient, plan, task."""
        return present(system=f"{SYSTEM}{self.clinic}:{kind}", value=value, **more)


def resource_json(resource: Mapping[str, Any]) -> str:
    """Return a resource as JSON, checked by `fhir.resources`; raises ValueError for what is no such resource.

    What was checked is written as it is: the library's own writing takes twice the time of its check.
    """
    from fhir.resources.R4B import get_fhir_model_class  # takes a quarter of a second; only who asks for FHIR waits

    get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    return json.dumps(resource, ensure_ascii=False, separators=(",", ":"))
