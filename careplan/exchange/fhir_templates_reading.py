"""A template of ours that comes back as FHIR R4 (PlanDefinition), as the fields that its file would have.

What stands in the standard part is taken from there, also where somebody changed it in another program; what FHIR has
no element for comes from our extensions. Whether the template is any good is not asked here.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

from careplan.exchange.fhir_parts import SYSTEM, Part
from careplan.exchange.fhir_reading import Document, Mark, Node
from careplan.exchange.fhir_template_parts import (
    ALWAYS,
    CONDITION_LANGUAGE,
    EXTENSION,
    NO_REPEAT,
    PRIORITIES,
    TEMPLATE,
    Series,
    due_text,
    repeat_text,
)
from careplan.template import Due

Written = dict[str, Any]
"""A template, or one task of it, as TOML would hold it: what has its default is left out."""

_PRIORITY_OF: Final = {code: priority for priority, code in PRIORITIES.items()}
_COURSE: Final = ("topic", "without-revision", "with-revision", "with-fusion")


def is_ours(resource: Node) -> bool:
    """Whether a resource is a template that careplan wrote."""
    kind = resource.peek("resourceType")
    return kind == "PlanDefinition" and resource.peek("url").startswith(TEMPLATE)


def read_template(resource: Node) -> Written:
    """Return the fields of a template, as its file would have them."""
    key = resource.get("url").text().removeprefix(TEMPLATE)
    version = resource.get("version").text()
    head: Written = {
        "module": key,
        "title": resource.get("title").text(),
        "version": int(version) if version.isascii() and version.isdigit() and len(version) < 10 else version,
        "kind": _code(resource, "kind"),
        "condition": ALWAYS,
        "roles_from_core": [one.text() for one in _values(resource, "role-from-core", "valueCode")],
        "extra_waits": dict(map(_extra_wait, _extensions(resource, "extra-wait"))),
        "course_headings": [one.text() for one in _values(resource, "course-heading", "valueString")],
        "also_asks": [_also_asks(one) for one in _extensions(resource, "also-asks")],
        "tasks": [],
        "courses": [_course(one) for one in _extensions(resource, "course")],
    }
    for group in resource.each("action"):
        head["condition"] = _condition(group, "applicability") or ALWAYS
        head["tasks"] += [_task(action) for action in group.each("action")]
    kept = ("module", "title", "version", "kind", "tasks")
    return {name: value for name, value in head.items() if name in kept or value not in ([], {}, ALWAYS)}


def recognise(node: Node, expected: Part) -> None:
    """Mark as used what stands there as careplan writes it: addresses, words for codes, a task said once more."""
    same = Document(expected).leaves
    for path in node.paths():
        inside = path.removeprefix(node.path)
        if inside in same and same[inside] == node.document.leaves[path]:
            node.document.mark(path, Mark.USED)
    node.document.mark(f"{node.path.removesuffix('/resource')}/fullUrl", Mark.USED)


def _extra_wait(extension: Node) -> tuple[str, list[str]]:
    names = [one.text() for one in _parts(extension, "waits-for", "valueString")]
    return _first(_parts(extension, "task", "valueString")), names


def _also_asks(extension: Node) -> Written:
    tasks = [one.text() for one in _parts(extension, "task", "valueString")]
    when = [_expression(one) for one in _parts(extension, "condition", "valueExpression")]
    return {"tasks": tasks} | ({"condition": when[0]} if when else {})


def _course(extension: Node) -> Written:
    said = ((name, list(_parts(extension, name, "valueString"))) for name in _COURSE)
    return {name.replace("-", "_"): found[0].text() for name, found in said if found}


def _task(action: Node) -> Written:
    anchor, window = _anchor(action)
    written: Written = {
        "id": action.get("id").text(),
        "phase": _house_code(action.each("code"), "phase"),
        "role": _house_code((one.get("role") for one in action.each("participant")), "role"),
        "title": action.get("title").text(),
        "why": "\n".join(one.get("text").text() for one in action.each("reason")),
        "anchor": anchor,
        "due": _due(action, window),
        "repeat": _repeat(action),
        "window_later": _text(action, "window-later"),
        "depends_on": _waits(action),
        "condition": _condition(action, "applicability") or ALWAYS,
        "done_when": action.get("description").text(),
        "asks": [one.text() for one in _values(action, "asks", "valueString")],
        "guard": any(one.truth() for one in _values(action, "guard", "valueBoolean")),
        "hold_as": _code(action, "hold-as"),
        "priority": _priority(action),
        "evidence": _code(action, "evidence"),
        "sources": [one.get("label").text() for one in action.each("documentation")],
        "patient_text": _text(action, "patient-text"),
        "procedure_kind": _code(action, "procedure-kind"),
        "repeat_when_moved": any(one.truth() for one in _values(action, "repeat-when-moved", "valueBoolean")),
    }
    unsaid = {"repeat": NO_REPEAT, "condition": ALWAYS, "priority": "normal"}
    always = ("id", "phase", "role", "title", "why", "anchor", "due", "done_when", "evidence")
    return {
        name: value
        for name, value in written.items()
        if name in always or not (value in ("", None, False, []) or value == unsaid.get(name))
    }


def _anchor(action: Node) -> tuple[str, Node]:
    """Return the day that the days of a task count from, and where its window stands."""
    for related in action.each("relatedAction"):
        if any(one.truth() for one in _values(related, "anchor", "valueBoolean")):
            related.get("relationship").text()
            return f"task:{related.get('actionId').text()}", related.get("offsetRange")
    names = [trigger.get("name").text() for trigger in action.each("trigger") if trigger.get("type").text()]
    return (names[0] if names else "plan_start"), action.get("timingRange")


def _due(action: Node, window: Node) -> str:
    """Return target and window: as they were written, unless somebody changed the window since."""
    written = _text(action, "due-as-written")
    low, high = (window.get(end).use().get("value").value for end in ("low", "high"))
    target = _first_number(action, "target-day")
    if not (_is_day(low) and _is_day(high)):
        return written or ""
    if target is None:
        target = int(low)
    days = due_text(Due(int(target), int(low), int(high)))
    return written if written and _same_days(written, days) else days


def _same_days(written: str, days: str) -> bool:
    """Whether two texts name the same days, however they are spaced and padded."""
    return _numbers(written) == _numbers(days)


def _numbers(text: str) -> list[int]:
    cut = text.replace("(", " ").replace(")", " ").replace("..", " ").split()
    return [int(one) for one in cut if one.lstrip("-").isdigit()]


def _is_day(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _repeat(action: Node) -> str:
    until, written = _condition(action, "stop"), _text(action, "repeat-as-written")
    days = [
        one.number() for one in chain(*(_parts(e, "day", "valueInteger") for e in _extensions(action, "later-days")))
    ]
    series: Series | None = Series(0, len(days), tuple(day for day in days if day is not None)) if days else None
    for timing in _values(action, "series", "valueTiming"):
        repeat = timing.use().get("repeat")
        count, step = repeat.get("count").number(), repeat.get("period").number()
        if count and step:
            series = Series(step, count - 1, ())
    return written or repeat_text(series, until)


def _waits(action: Node) -> list[str]:
    """Return what a task waits for, in its order: tasks of the same template, with those of others at their places."""
    waits = []
    for related in action.each("relatedAction"):
        if not any(True for _ in _extensions(related, "anchor")) and related.peek("relationship") == "after-end":
            related.get("relationship").text()
            waits.append(related.get("actionId").text())
    for other in _extensions(action, "waits-for"):
        place = next((one.number() for one in _parts(other, "place", "valueUnsignedInt")), None)
        name = _first(_parts(other, "task", "valueString"))
        waits.insert(len(waits) if place is None else place, name)
    return waits


def _priority(action: Node) -> str:
    code = action.get("priority").text()
    return _PRIORITY_OF[code].value if code in _PRIORITY_OF else code or "normal"


def _condition(action: Node, kind: str) -> str:
    """Return the condition of this kind in our language; others stay for the person to read."""
    for condition in action.each("condition"):
        if condition.peek("kind") == kind and (said := _expression(condition.get("expression"))):
            condition.get("kind").text()
            return said
    return ""


def _expression(expression: Node) -> str:
    if expression.peek("language") != CONDITION_LANGUAGE:
        return ""
    expression.get("language").text()
    return expression.get("expression").text()


def _house_code(concepts: Iterator[Node], kind: str) -> str:
    """Return the code that the house gives a thing; empty where no code of it stands there."""
    for concept in concepts:
        for coding in concept.each("coding"):
            if coding.peek("system") == f"{SYSTEM}{kind}":
                coding.get("system").text()
                return coding.get("code").text()
    return ""


def _extensions(node: Node, name: str) -> Iterator[Node]:
    for extension in node.each("extension"):
        if extension.peek("url") == f"{EXTENSION}{name}":
            extension.get("url").text()
            yield extension


def _values(node: Node, name: str, value: str) -> Iterator[Node]:
    return (extension.get(value) for extension in _extensions(node, name))


def _parts(node: Node, name: str, value: str) -> Iterator[Node]:
    for inside in node.each("extension"):
        if inside.peek("url") == name:
            inside.get("url").text()
            yield inside.get(value)


def _first(nodes: Iterator[Node]) -> str:
    return next((node.text() for node in nodes), "")


def _first_number(node: Node, name: str) -> int | None:
    return next((one.number() for one in _values(node, name, "valueInteger")), None)


def _text(node: Node, name: str) -> str | None:
    return next((one.text() for one in _values(node, name, "valueString")), None)


def _code(node: Node, name: str) -> str:
    return _first(_values(node, name, "valueCode"))
