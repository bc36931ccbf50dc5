"""What an act put in the place of something known: history tells both, what was and what is."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from careplan.facts import Record
from careplan.intake import stated_findings
from careplan.plan import CarePlan


def replaced(was: CarePlan, now: CarePlan, given: Collection[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the findings and facts that were known and are otherwise now, before and after.

    A finding counts also where nobody named it: another answer of the same question ends it. Of the facts only those
    in `given` do; the others follow from these.
    """
    old, new = was.inputs.record, now.inputs.record
    if old is new:
        return {}, {}
    stated, states = stated_findings(old), stated_findings(new)
    before: dict[str, Any] = {name: said for name, said in stated.items() if states.get(name) != said}
    after: dict[str, Any] = {name: states.get(name) for name in before}
    for name in given:
        said, says = _last(old, name), _last(new, name)
        if said is not None and said != says:
            before[name], after[name] = said, says
    return before, after


def _last(record: Record, fact: str) -> Any:
    entries = record.facts.get(fact)
    return entries[-1].value if entries else None
