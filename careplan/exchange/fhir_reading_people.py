"""Of whom a plan of others is, as its file says: shown, held against the record, and kept nowhere."""

from __future__ import annotations

from typing import Final, NamedTuple

from careplan.exchange.fhir_reading import Node
from careplan.exchange.fhir_reading_resources import Resources
from careplan.exchange.fhir_reading_words import plain

_LONGEST: Final = 200
"""Characters that are shown of what a file calls somebody."""


class Subject(NamedTuple):
    """Of whom a plan is.

    Attributes:
        key: the same for all plans of one person in a file.
        words: what the file calls them.
        born: their day of birth as far as the file says it: 1961, 1961-04 or 1961-04-03.
        id_here: their id in this clinic, where the file names one of it.
    """

    key: str = ""
    words: str = ""
    born: str = ""
    id_here: str = ""


def read_subject(resources: Resources, plan: Node, house: str) -> Subject:
    """Return of whom a plan is; `house` begins the systems of this clinic's own ids, empty where none is known."""
    subject = plan.get("subject")
    there = resources.meant(subject.get("reference"), by=plan)
    subject.use()
    name = next((found for one in there.each("name") if (found := _name(one))), "")
    ids = [(one.peek("system"), one.peek("value")) for one in (subject.get("identifier"), *there.each("identifier"))]
    here = next((value for system, value in ids if house and system == f"{house}patient"), "")
    said = subject.peek("display") or name or next((value for _, value in ids if value), "")
    reference = subject.peek("reference")
    key = there.path if there else reference or said
    return Subject(key, plain(said or reference)[:_LONGEST], there.get("birthDate").text(), here)


def _name(name: Node) -> str:
    return name.get("text").text() or " ".join(part.text() for key in ("given", "family") for part in name.each(key))
