"""Documents read back: their words, tags and what the file says of itself."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from careplan.exchange.document import Template
from careplan.exchange.hand_out import Card, Contact, HandOut, Step
from tests.known_catalogue import known_catalogue

AT = datetime(2026, 3, 2, 8, 10, tzinfo=UTC)


def template(name: str) -> Template:
    """Return a shipped template."""
    files = known_catalogue().documents
    return Template(files.sources[name], files.fonts)


def read(pdf: bytes) -> PdfReader:
    """Open a document."""
    return PdfReader(io.BytesIO(pdf))


def words(pdf: bytes) -> str:
    """Return the words of every page on one line, as a reader copies them: without what only lets lines break."""
    text = " ".join(page.extract_text() for page in read(pdf).pages)
    return re.sub(r"\s+", " ", re.sub("[\u200b\u2066-\u2069]", "", text))


def letters(text: str) -> str:
    """Return a text without spaces: where lines break, a reader may add or lose one."""
    return re.sub(r"[\s\u200b\u2066-\u2069]+", "", text)


def tags(pdf: bytes) -> list[str]:
    """Return the kinds of the elements of a tagged document, in reading order."""
    return list(_kinds(read(pdf).trailer["/Root"]["/StructTreeRoot"]))


def _kinds(part: object) -> Iterator[str]:
    if isinstance(part, IndirectObject):
        part = part.get_object()
    if isinstance(part, ArrayObject):
        for one in part:
            yield from _kinds(one)
    elif isinstance(part, DictionaryObject):
        if "/S" in part:
            yield str(part["/S"])
        yield from _kinds(part.get("/K"))


def page_of(*steps: Step, goals: tuple[str, ...] = ("Walk 30 minutes",)) -> HandOut:
    """Return a patient's page with these tasks."""
    notices = known_catalogue().clinical.notices
    return HandOut(
        title="Care plan PL-0042-01",
        heading="Your plan for ongoing pain after back surgery",
        patient="P-0042",
        plan="PL-0042-01",
        version=3,
        printed="2 Mar 2026 08:10",
        goals=goals,
        next=steps[0] if steps else None,
        tasks=steps,
        card=Card(notices.card.lead, notices.card.signs, notices.card.also),
        contacts=(Contact("coordinator", "Care coordinator"),),
        notice=notices.notices.full,
    )
