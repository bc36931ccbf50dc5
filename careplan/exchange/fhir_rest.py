"""One plan as a FHIR R4 server of its own reads it out: resource by resource, or all at once; and what it can do.

The resources are those of the file (`fhir_bundle`); only the way from one to another is that of a server, Task/T-000311
in place of the address within a Bundle. The same resource has the same id in both.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from careplan.exchange.fhir_bundle import resources
from careplan.exchange.fhir_parts import Part, present, resource_json
from careplan.exchange.fhir_record import PlanTold

TYPES: Final = (
    *("CarePlan", "CareTeam", "Condition", "Flag", "Goal", "Observation", "Patient", "Practitioner"),
    *("PractitionerRole", "Procedure", "Provenance", "RequestGroup", "ServiceRequest", "Task"),
)
"""The types that are read."""
SYSTEM_OF_SECURITY: Final = "http://terminology.hl7.org/CodeSystem/restful-security-service"
_EVERYTHING: Final = "http://hl7.org/fhir/OperationDefinition/Patient-everything"
_STATED_ON: Final = "2026-11-24"
"""When what the routes can do was changed last."""

Served = Mapping[tuple[str, str], Part]
"""The resources of a plan by type and id."""


def served(told: PlanTold) -> Served:
    """Return every resource of a plan, each leading to the others by type and id."""
    parts = [*resources(told)]
    places = {told.ids.url(part["resourceType"], name): f"{part['resourceType']}/{part['id']}" for name, part in parts}
    return {(part["resourceType"], part["id"]): _leading(part, places) for _, part in parts}


def everything(found: Served, base: str) -> str:
    """Return all of them as the answer of Patient/$everything; `base` is the address of the server."""
    patient = next(name for kind, name in found if kind == "Patient")
    entries = [
        {"fullUrl": f"{base}/{kind}/{name}", "resource": part, "search": {"mode": "match"}}
        for (kind, name), part in found.items()
    ]
    link = [{"relation": "self", "url": f"{base}/Patient/{patient}/$everything"}]
    told = {"resourceType": "Bundle", "type": "searchset", "total": len(entries), "link": link, "entry": entries}
    return resource_json(told)


def outcome(code: str, words: str) -> str:
    """Return what is wrong, as FHIR says it; `code` is one of its issue types."""
    issue = {"severity": "error", "code": code, "diagnostics": words}
    return json.dumps({"resourceType": "OperationOutcome", "issue": [issue]}, ensure_ascii=False)


def capabilities(base: str, version: str) -> str:
    """Return what the server can do, and nothing that it cannot; `version` is that of careplan."""
    security = {
        "cors": False,
        "service": [{"text": "A token of careplan, as Authorization: Bearer"}],
        "description": "Each token reads one plan, with the rights of who made it, until its last day or its end.",
    }
    statement = {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": _STATED_ON,
        "kind": "instance",
        "software": {"name": "careplan", "version": version},
        "implementation": {"description": "Plans of one clinic, to be read only", "url": base},
        "fhirVersion": "4.0.1",
        "format": ["json"],
        "rest": [{"mode": "server", "security": security, "resource": [_capability(kind) for kind in TYPES]}],
    }
    return resource_json(statement)


def _capability(kind: str) -> Part:
    operations = [{"name": "everything", "definition": _EVERYTHING}] if kind == "Patient" else []
    return present(
        type=kind,
        interaction=[{"code": "read"}],
        versioning="no-version",
        conditionalRead="not-match",
        operation=operations,
    )


def _leading(part: Any, places: Mapping[str, str]) -> Any:
    """Return an element with every reference that leads within the plan as a server writes it."""
    if isinstance(part, dict):
        return {
            name: places.get(value, value)
            if name == "reference" and isinstance(value, str)
            else _leading(value, places)
            for name, value in part.items()
        }
    return [_leading(one, places) for one in part] if isinstance(part, list) else part
