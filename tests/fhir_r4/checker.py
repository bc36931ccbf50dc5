"""Holds resources against HL7's definitions of FHIR R4: a second opinion beside `fhir.resources`.

That library takes any code where a required value set allows a few, and a reference to anything. Here each element is
looked up in definitions.json (how often, which type, which codes, a reference to what), and the invariants of the
specification that matter for our resources are asked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any
from xml.etree import ElementTree

from tests.fhir_r4.compact import PLACE

Part = Mapping[str, Any]
_DATE = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
_MOMENT = r"\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
_ID = r"[A-Za-z0-9\-.]{1,64}"
PRIMITIVES = {
    "string": r"(?s)(?=.*\S)[ \r\n\t\S]+",
    "markdown": r"(?s)(?=.*\S)[ \r\n\t\S]+",
    "xhtml": r"(?s)<div .*</div>",
    "code": r"[^\s]+(\s[^\s]+)*",
    "id": _ID,
    "uri": r"\S+",
    "url": r"\S+",
    "canonical": r"\S+",
    "base64Binary": r"(\s*([0-9a-zA-Z+=/]){4}\s*)+",
    "date": _DATE,
    "dateTime": f"{_DATE}|{_MOMENT}",
    "instant": _MOMENT,
    "time": r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?",
    "oid": r"urn:oid:[0-2](\.(0|[1-9]\d*))+",
    "uuid": r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
}
"""Texts, by the regular expressions of the specification's page of data types, which know ASCII blanks alone."""
_NUMBERS: Mapping[str, Callable[[Any], bool]] = {
    "boolean": lambda value: isinstance(value, bool),
    "decimal": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "integer": lambda value: type(value) is int,
    "unsignedInt": lambda value: type(value) is int and value >= 0,
    "positiveInt": lambda value: type(value) is int and value > 0,
}
_OF_HL7 = ("http://terminology.hl7.org/", "http://hl7.org/fhir/CodeSystem/")
"""Begin the names of code systems whose codes are looked up: those of compact.SYSTEMS."""
_HTML = "{http://www.w3.org/1999/xhtml}"


@cache
def definitions() -> dict[str, dict[str, Any]]:
    """Return the definitions of elements by type and path."""
    return dict(_published()["types"])


@cache
def _published() -> dict[str, Any]:
    return dict(json.loads(PLACE.read_text(encoding="utf-8")))


def problems(resource: Part) -> list[str]:
    """Return what is wrong with a resource, each with its path; of a Bundle also with its references."""
    entries = [(entry["fullUrl"], entry["resource"]) for entry in resource.get("entry", ())]
    known = {way: one["resourceType"] for url, one in entries for way in (url, _from_server(url, one))}
    found = list(_resource(resource, resource.get("resourceType", ""), known))
    if resource.get("resourceType") == "Bundle" and len({url for url, _ in entries}) != len(entries):
        found.append("Bundle: two entries have the same fullUrl (bdl-7)")
    return found


def _from_server(url: str, resource: Part) -> str:
    """Return Task/T-000311 of an entry that has the address of a server; of any other its address."""
    own = f"{resource['resourceType']}/{resource.get('id')}"
    return own if url.endswith(f"/{own}") else url


def _resource(part: Part, where: str, known: Mapping[str, str]) -> Iterator[str]:
    kind = part.get("resourceType")
    if kind not in definitions():
        yield f"{where}: {kind} is no resource that is known here"
        return
    if not re.fullmatch(_ID, part.get("id", "x")):
        yield f"{where}.id: {part['id']}"
    yield from _element({name: value for name, value in part.items() if name != "resourceType"}, kind, where, known)


def _element(part: Any, path: str, where: str, known: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with an element: `path` is that of its definition, `where` its place in the resource."""
    if not isinstance(part, dict) or not part:
        yield f"{where}: is empty, or no object (ele-1)"
        return
    told = {name: _defined(path, name) for name in part}
    yield from (f"{where}.{name}: no such element" for name, found in told.items() if found is None)
    for name, value in part.items():
        if found := told[name]:
            defined, kind, of = found
            yield from _values(value, defined, kind, of, f"{where}.{name}", known)
    present = {of for found in told.values() if found for of in [found[2]]}
    for of, defined in _children(path):
        if defined["min"] and of not in present:
            yield f"{where}.{of.rpartition('.')[2]}: is missing"
    yield from (f"{where}: {key}" for key, holds in INVARIANTS.get(path, ()) if not holds(part))


def _values(value: Any, defined: Part, kind: str, of: str, where: str, known: Mapping[str, str]) -> Iterator[str]:
    if (defined["max"] == "1") == isinstance(value, list):
        yield f"{where}: {'is a list' if isinstance(value, list) else 'is no list'}"
    elif value == []:
        yield f"{where}: an empty list"
    else:
        for at, one in enumerate(value if isinstance(value, list) else [value]):
            place = f"{where}[{at}]" if isinstance(value, list) else where
            yield from _value(one, defined, kind, of, place, known)


def _value(value: Any, defined: Part, kind: str, of: str, where: str, known: Mapping[str, str]) -> Iterator[str]:
    codes = defined.get("codes")
    if kind in PRIMITIVES or kind in _NUMBERS:
        if not _is(value, kind):
            yield f"{where}: {value!r} is no {kind}"
        elif codes and value not in codes:
            yield f"{where}: {value!r} is none of {', '.join(codes)}"
        return
    if kind == "Resource":
        yield from _resource(value, f"{where}.{value.get('resourceType')}", known)
        return
    yield from _element(value, of if kind in ("BackboneElement", "Element") else kind, where, known)
    if codes and isinstance(value, dict):
        given = [one.get("code") for one in (value.get("coding", ()) if kind == "CodeableConcept" else [value])]
        if not set(given) & set(codes):
            yield f"{where}: {given} is none of {', '.join(codes)}"
    if kind == "Coding" and isinstance(value, dict) and value.get("system", "").startswith(_OF_HL7):
        if value.get("code") not in _published()["systems"].get(value["system"], ()):
            yield f"{where}: {value['system']} has no code {value.get('code')}"
    if kind == "Reference" and isinstance(value, dict):
        yield from _reference(value, defined.get("targets", ()), where, known)


def _reference(value: Part, targets: Any, where: str, known: Mapping[str, str]) -> Iterator[str]:
    url = value.get("reference")
    if url is not None and url not in known:
        yield f"{where}: {url} leads nowhere"
        return
    kinds = {kind for kind in (value.get("type"), known.get(url or "")) if kind}
    if len(kinds) > 1:
        yield f"{where}: says that it is another type than it leads to: {sorted(kinds)}"
    if targets and "Resource" not in targets and not kinds <= set(targets):
        yield f"{where}: refers to {sorted(kinds)}, may to {', '.join(targets)}"


@cache
def _defined(path: str, name: str) -> tuple[Part, str, str] | None:
    """Return the definition of a child, its type, and the path under which its own children are defined."""
    of_type = definitions()[path.partition(".")[0]]
    if found := of_type.get(f"{path}.{name}"):
        if like := found.get("like"):
            return {**of_type[like], **found}, "BackboneElement", like
        return found, found["types"][0], f"{path}.{name}"
    for at in range(1, len(name)):
        choice, kind = of_type.get(f"{path}.{name[:at]}[x]"), name[at:]
        for one in choice["types"] if choice else ():
            if one[0].upper() + one[1:] == kind:
                return choice or {}, one, f"{path}.{name[:at]}[x]"
    return None


@cache
def _children(path: str) -> list[tuple[str, Part]]:
    of_type = definitions()[path.partition(".")[0]]
    return [(of, one) for of, one in of_type.items() if of.startswith(f"{path}.") and "." not in of[len(path) + 1 :]]


def _is(value: Any, kind: str) -> bool:
    if kind in _NUMBERS:
        return _NUMBERS[kind](value)
    if not isinstance(value, str) or not re.fullmatch(PRIMITIVES[kind], value, re.ASCII):
        return False
    try:
        if kind in ("date", "dateTime", "instant") and len(value) >= 10:
            datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _codes(concept: Part | None) -> set[str]:
    return {one.get("code", "") for one in (concept or {}).get("coding", ())}


def _is_narrative(part: Part) -> bool:
    """Whether the text is XHTML of plain elements that says something (txt-1, txt-2)."""
    try:
        root = ElementTree.fromstring(part["div"])  # noqa: S314 - our own file
    except ElementTree.ParseError:
        return False
    tags = {one.tag for one in root.iter()}
    return tags <= {f"{_HTML}div", f"{_HTML}p"} and bool("".join(root.itertext()).strip())


INVARIANTS: Mapping[str, tuple[tuple[str, Callable[[Any], bool]], ...]] = {
    "Narrative": (("txt-1, txt-2: plain XHTML that says something", _is_narrative),),
    "Period": (("per-1: it ends before it begins", lambda p: p.get("start", "") <= p.get("end", "9")),),
    "Reference": (("ref-1: names nothing", lambda p: bool({"reference", "identifier", "display"} & p.keys())),),
    "Quantity": (("qty-3: a code without its system", lambda p: "code" not in p or "system" in p),),
    "CodeableConcept": (("says nothing", lambda p: bool({"coding", "text"} & p.keys())),),
    "Condition": (
        (
            "con-4: abated, and active all the same",
            lambda p: (
                not any(name.startswith("abatement") for name in p) or "active" not in _codes(p["clinicalStatus"])
            ),
        ),
        (
            "con-5: a clinical status of what was entered in error",
            lambda p: "entered-in-error" not in _codes(p.get("verificationStatus")) or "clinicalStatus" not in p,
        ),
    ),
    "Task": (
        (
            "inv-1: modified before it was authored",
            lambda p: p.get("authoredOn", "") <= p.get("lastModified", "9"),
        ),
    ),
    "Goal.target": (
        (
            "gol-1: a value to be reached, of no measure",
            lambda p: not any(name.startswith("detail") for name in p) or "measure" in p,
        ),
    ),
    "Observation": (
        (
            "obs-6: a value, and why there is none",
            lambda p: "dataAbsentReason" not in p or not any(name.startswith("value") for name in p),
        ),
    ),
    "CarePlan.activity": (("cpl-3: detail and reference", lambda p: not {"detail", "reference"} <= p.keys()),),
    "RequestGroup.action": (("rqg-1: resource and actions", lambda p: ("resource" in p) != ("action" in p)),),
}
"""Constraints of the specification, by the element that they stand at."""
