"""What of a file of FHIR people can read, though careplan has no field for it: it goes along as lines of text.

Words, days and amounts with a unit are readable; codes, addresses, ids and bare numbers are not. Narrative is HTML: its
words are taken and its marks are left, so that nothing of it is ever drawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, Final

from careplan.exchange.fhir_parts import SYSTEM
from careplan.exchange.fhir_reading import Mark, Node

LONGEST: Final = 4_000
"""Characters of a text that is kept; of a longer one nothing is."""
_TEXTS: Final = frozenset(
    "authorString citation comment copyright description display label name publisher purpose subtitle text "
    "textEquivalent title usage valueMarkdown valueString".split()
)
"""Elements of FHIR that hold words, also where it is one word only."""
_DAYS: Final = re.compile(r"\d{4}(-\d{2}(-\d{2}(T\S+)?)?)?")
_NARRATIVE: Final = "div"
_OF_OURS: Final = {
    "Task": frozenset("reasonCode statusReason note output restriction executionPeriod input".split()),
    "": frozenset({"text"}),
}
"""What of a resource that careplan wrote goes along beside its fields: of a task these, of others the narrative alone.
Codes that stand there for machines, as the ICD-10-CM codes of a cause, would read as if they were the patient's."""
_UNDER_WAY: Final = frozenset({"in-progress", "on-hold"})
_CALLED: Final = {"reason code": "why", "period start": "from", "period end": "until"}
_UNSAID: Final = frozenset({"text", "display", "coding", "detail", "div", "resource", "value", "valueString", "item"})
"""Parts of an address that tell a reader nothing."""
_WHOSE: Final = re.compile(r"/(subject|patient|for)/")
_CONTAINED: Final = re.compile(r".*/contained/\d+/")
_EXTENSION: Final = re.compile(r"/extension/\d+/value\w+$")
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BLANKS: Final = re.compile(r"[ \t\r\f\v]*\n\s*|[ \t\r\f\v]+")


def kept_lines(node: Node, *, within: str = "") -> Iterator[str]:
    """Yield what people can read from here down and nobody has used yet, and mark it as kept.

    Args:
        within: address from which a line tells where it stood; by default that of the node.
    """
    document, start, kept = node.document, len(within or node.path), _kept_of_ours(node)
    for path in node.paths():
        if document.of(path) is not Mark.UNKNOWN or path in document.left or _of_the_patient(node, path):
            continue
        element = path[len(node.path) + 1 :].partition("/")[0]
        if element == "meta" or (kept and element not in kept):
            continue
        name = path.rpartition("/")[2]
        words = _readable(name, document.leaves[path], document.holder(path))
        if words and not document.refuses(words):
            document.mark(path, Mark.KEPT)
            if name == "value" and isinstance(document.holder(path), dict):
                document.mark(f"{path.removesuffix('value')}unit", Mark.KEPT)
            label = _extension_words(node, path) or label_of(path[start:])
            yield f"{label}: {words}" if label else words


def concept_words(concept: Node) -> str:
    """Return a concept in words: its own, else those of its first code that has any."""
    for one in concept.members():
        if words := one.get("text").text():
            return words
        for coding in one.each("coding"):
            if words := coding.get("display").text():
                return words
    return ""


def _kept_of_ours(node: Node) -> frozenset[str]:
    """Return the elements that may go along of a resource that careplan wrote; empty for any other."""
    if not any(one.peek("system").startswith(SYSTEM) for one in node.each("identifier")):
        return frozenset()
    kept = _OF_OURS.get(node.peek("resourceType"), _OF_OURS[""])
    return kept | {"businessStatus"} if node.peek("status") in _UNDER_WAY else kept


def _of_the_patient(node: Node, path: str) -> bool:
    """Whether a leaf says who the patient is, which the record knows already, by a pseudonym perhaps."""
    if _WHOSE.search(path):
        return True
    inside = _CONTAINED.match(path)
    holder = node.document.holder(f"{inside[0]}id") if inside else None
    return isinstance(holder, dict) and holder.get("resourceType") == "Patient"


def label_of(path: str) -> str:
    """Return where a line stood, in words: /detail/location/display becomes location."""
    parts = [part for part in path.split("/") if part and not part.isdigit() and part not in _UNSAID]
    words = " ".join(dict.fromkeys(_HUMP.sub(" ", part).lower() for part in parts[-2:]))
    return _CALLED.get(words, words)


def _extension_words(node: Node, path: str) -> str:
    """Return what an extension is called, by the end of its address; empty for what is no value of one."""
    if not _EXTENSION.search(path):
        return ""
    url = (node.document.holder(path) or {}).get("url")
    return url.rpartition("/")[2].replace("-", " ").lower() if isinstance(url, str) else ""


def plain(text: str) -> str:
    """Return a text without lines that are empty and blanks that repeat."""
    return _BLANKS.sub(lambda found: "\n" if "\n" in found[0] else " ", text).strip()


def _readable(name: str, value: object, holder: Any) -> str:
    """Return the words of a leaf; empty where it says nothing to people, or is too long to be kept."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    if not isinstance(value, str):
        unit = holder.get("unit") or holder.get("code") if isinstance(holder, dict) and name == "value" else None
        return f"{value:g} {unit}" if isinstance(unit, str) and unit else ""
    if len(value) > LONGEST:
        return ""
    if name == _NARRATIVE:
        return _words_of(value)
    words = plain(value)
    return words if name in _TEXTS or _DAYS.fullmatch(words) or " " in words else ""


class _Words(HTMLParser):
    """Takes the words of narrative, a line for each block of it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._hidden += tag in ("script", "style")
        self.found.append("\n" if tag in ("p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "table") else " ")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style") and self._hidden > 0
        self.found.append("\n" if tag in ("p", "div", "li", "tr", "h1", "h2", "h3", "h4", "table") else " ")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.found.append(" ".join(data.split()))


def _words_of(html: str) -> str:
    reader = _Words()
    reader.feed(html)
    reader.close()
    return plain("".join(reader.found))
