"""One change of what is entered: the name of a field and its new value, as the screen sends them.

Everything here comes from a browser: names and values are checked for form; what was typed is kept as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import ValidationError

from careplan.clinical_content import ClinicalContent
from careplan.errors import InvalidInput
from careplan.examination import Examination
from careplan.identity import Identity
from careplan.new_plan.entered import Entered, EnteredMedicine, EnteredOperation
from careplan.patient import OperationProcedure

Asked = Mapping[str, Examination]
Fields = dict[str, Any]

YES: Final = "yes"
_PLAIN: Final = frozenset(
    {"patient_id", "birth_date", "birth_date_agreed", "sex", "start", "scores_on", "earlier_on", "goal", "reason"}
)
_MAPS: Final = {"score": "scores", "earlier": "earlier", "done_on": "done_on"}
_OF_TASKS: Final = {"due": "moved", "role": "roles"}


def changed(entered: Entered, field: str, value: Any, content: ClinicalContent, asked: Asked) -> Entered:
    """Return `entered` with one field changed.

    Raises:
        InvalidInput: no field of the screen has this name, or none sends such a value.
    """
    kind, _, rest = field.partition(".")
    change = _CHANGES.get(kind)
    fields: Fields = {name: getattr(entered, name) for name in Entered.model_fields}
    try:
        if kind in _PLAIN:
            fields[kind] = value
        elif kind in _MAPS:
            fields[_MAPS[kind]] = _put(fields[_MAPS[kind]], rest, value)
        elif kind in _OF_TASKS:
            fields[_OF_TASKS[kind]] = _put(fields[_OF_TASKS[kind]], str(Identity.parse(rest)), value)
        elif change is None:
            raise ValueError
        else:
            change(fields, rest, value, content, asked)
        return Entered.model_validate(fields)
    except (ValidationError, ValueError, TypeError, LookupError):
        raise InvalidInput("The screen sent something that this form cannot hold. Reload the page.") from None


def _put(kept: Mapping[str, Any], key: str, value: Any) -> dict[str, Any]:
    """Return the mapping with one value changed; an empty text, or none, takes it away."""
    rest = {name: known for name, known in kept.items() if name != key}
    return rest if value in ("", None) else {**rest, key: value}


def _finding(fields: Fields, name: str, value: Any, content: ClinicalContent, asked: Asked) -> None:
    """State a finding; another answer of the same question goes, and so does a fact that says the opposite (R32)."""
    stated = _put(fields["findings"], content.findings.by_id[name].id, value)
    if value == YES:
        stated = {other: a for other, a in stated.items() if other not in content.findings.excluded_by(name)}
    fields["findings"] = stated
    said = content.findings.facts_from({name: value}) if value else {}
    fields["facts"] = {fact: known for fact, known in fields["facts"].items() if fact not in said}


def _fact(fields: Fields, name: str, value: Any, content: ClinicalContent, asked: Asked) -> None:
    """Answer a fact; findings that were stated about the same go."""
    fields["facts"] = _put(fields["facts"], content.facts[name].id, value)
    fields["findings"] = {
        finding: answer
        for finding, answer in fields["findings"].items()
        if name not in content.findings.facts_from({finding: answer})
    }


def _closed(fields: Fields, name: str, value: Any, content: ClinicalContent, asked: Asked) -> None:
    """Say that nothing else was found in an examination, or take that back."""
    if not asked[name].closes_with:
        raise ValueError
    others = tuple(other for other in fields["closed"] if other != name)
    fields["closed"] = (*others, name) if value == YES else others


def _operation(fields: Fields, rest: str, value: Any, content: ClinicalContent, asked: Asked) -> None:
    known = list(fields["operations"])
    if rest == "add":
        known.append(EnteredOperation())
    elif rest == "remove":
        known.pop(_place(value, known))
    else:
        number, _, name = rest.partition(".")
        at = _place(number, known)
        known[at] = _operation_with(known[at], name, value)
    fields["operations"] = tuple(known) or (EnteredOperation(),)


def _operation_with(operation: EnteredOperation, name: str, value: Any) -> EnteredOperation:
    """Return the operation with one field changed; `has.spinal_fusion` is one of its procedures, or not."""
    part, _, procedure = name.partition(".")
    if part == "has":
        others = tuple(p for p in operation.procedures if p != procedure)
        name, value = "procedures", (*others, OperationProcedure(procedure).value) if value == YES else others
    return EnteredOperation.model_validate({**dict(operation), name: value})


def _medicine(fields: Fields, rest: str, value: Any, content: ClinicalContent, asked: Asked) -> None:
    known = list(fields["medicines"])
    if rest == "none":
        fields["no_medicines"], known = value == YES, []
    elif rest == "add":
        known.append(EnteredMedicine())
    elif rest == "remove":
        known.pop(_place(value, known))
    else:
        number, name = rest.split(".")
        at = int(number)
        if at == len(known) and value:  # typing into the empty line at the end begins a new one
            known.append(EnteredMedicine())
        at = _place(number, known)
        known[at] = EnteredMedicine.model_validate({**dict(known[at]), name: value})
    if known:
        fields["no_medicines"] = False
    fields["medicines"] = tuple(known)


def _place(number: Any, known: list[Any]) -> int:
    at = int(number)
    if not 0 <= at < len(known):
        raise IndexError
    return at


def _red_flag(fields: Fields, name: str, value: Any, content: ClinicalContent, asked: Asked) -> None:
    """Tick a red flag, or say that there is none; each takes the other back."""
    if name == "none":
        fields["no_red_flags"] = value == YES
        fields["red_flags"] = ()
        return
    known = content.red_flags.by_id[name].id
    others = tuple(flag for flag in fields["red_flags"] if flag != known)
    fields["red_flags"] = (*others, known) if value == YES else others
    fields["no_red_flags"] = False


def _causes(fields: Fields, rest: str, value: Any, content: ClinicalContent, asked: Asked) -> None:
    if not set(value) <= content.causes.picks.keys():
        raise ValueError
    fields["causes"] = tuple(dict.fromkeys(value))


def _tick(fields: Fields, rest: str, value: Any, content: ClinicalContent, asked: Asked) -> None:
    task = str(Identity.parse(rest))
    others = tuple(other for other in fields["unticked"] if other != task)
    fields["unticked"] = others if value == YES else (*others, task)


def _done_before(fields: Fields, rest: str, value: Any, content: ClinicalContent, asked: Asked) -> None:
    """Keep the day, or an empty text for “not done”, which is an answer to the offer too."""
    fields["done"] = {**fields["done"], str(Identity.parse(rest)): value}


def _added(fields: Fields, rest: str, value: Any, content: ClinicalContent, asked: Asked) -> None:
    known = list(fields["added"])
    if rest == "remove":
        known.pop(_place(value, known))
    else:
        known.append(value)
    fields["added"] = tuple(known)


_CHANGES: Final[Mapping[str, Callable[[Fields, str, Any, ClinicalContent, Asked], None]]] = {
    "finding": _finding,
    "fact": _fact,
    "closed": _closed,
    "operation": _operation,
    "medicine": _medicine,
    "red_flag": _red_flag,
    "causes": _causes,
    "tick": _tick,
    "done": _done_before,
    "added": _added,
}
