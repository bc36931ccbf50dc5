"""Writes docs/clinical-sources.md from the catalogue: python -m careplan.catalogue.sources_page"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from careplan.catalogue.catalogue import Catalogue, load
from careplan.template_words import EVIDENCE_WORDS

_INTRODUCTION = """\
# Clinical sources

This page is made from the files in `data/`; do not edit it by hand. After a change of the data write it anew:

    uv run python -m careplan.catalogue.sources_page > docs/clinical-sources.md

The content has not been reviewed by a licensed panel. Every number in it is a default that the clinicians of a
clinic must be able to change. Each source says how much of it was read: unless it says more, only its abstract or
an excerpt was read.
"""


def sources_page(catalogue: Catalogue) -> str:
    """Return the page as Markdown, ending with a line break."""
    used = uses(catalogue)
    parts = [_INTRODUCTION, *_evidence(catalogue), *_sources(catalogue, used), *_seed_facts(catalogue)]
    return "\n".join([*parts, *_corrections(catalogue)]) + "\n"


def uses(catalogue: Catalogue) -> dict[str, list[str]]:
    """Return for every source the places that rest on it, in the order of the catalogue."""
    used: dict[str, list[str]] = {source: [] for source in catalogue.sources}
    for place, sources in _places(catalogue):
        for source in sources:
            used[source].append(place)
    return used


def _places(catalogue: Catalogue) -> Iterator[tuple[str, Iterable[str]]]:
    for module in catalogue.modules.values():
        yield from ((task.id, task.sources) for task in module.tasks)
    clinical = catalogue.clinical
    yield from ((f"cause {cause.id}", cause.sources) for cause in clinical.causes.causes)
    yield "codes", clinical.codes.sources
    yield from ((flag.id, flag.sources) for flag in clinical.red_flags.red_flags)
    yield from ((f"measure {measure.id}", measure.sources) for measure in clinical.measures.measures)
    yield "collection of measures", clinical.measures.collection.sources
    yield "response rule", clinical.measures.response.sources
    yield "opioid factors", clinical.medicines.factor_sources
    yield from ((rule.id, rule.sources) for rule in clinical.safety_rules.safety_rules)
    yield from ((f"conflict {rule.id}", rule.sources) for rule in clinical.conflicts.conflict_rules)
    yield from ((f"bleeding class {row.id}", row.sources) for row in clinical.safety_rules.bleeding_classes)
    yield from ((row.id, row.sources) for row in clinical.safety_rules.scs_criteria)
    yield from ((f"sign {sign.id}", sign.sources) for sign in catalogue.recovery_signs.values())
    yield from ((f"correction {row.id}", row.sources) for row in catalogue.seed_corrections.values())


def _evidence(catalogue: Catalogue) -> Iterator[str]:
    marks = Counter(task.evidence for module in catalogue.modules.values() for task in module.tasks)
    rows = ((f"`{mark.value}`", words, str(marks[mark])) for mark, words in EVIDENCE_WORDS.items())
    yield "## Evidence marks\n"
    yield "The weaker mark is given when sources differ. The mark is for a task, not for its day.\n"
    yield from _table(("mark", "shown as", "tasks"), rows)


def _sources(catalogue: Catalogue, used: dict[str, list[str]]) -> Iterator[str]:
    rows = (
        (source.id, f"{source.title} ({source.year})", source.address, source.supports, ", ".join(used[source.id]))
        for source in catalogue.sources.values()
    )
    yield f"\n## The {len(catalogue.sources)} sources\n"
    yield from _table(("id", "title", "address", "what it supports, what was read", "used in"), rows)


def _seed_facts(catalogue: Catalogue) -> Iterator[str]:
    rows = (
        (fact.id, f"SEED-{fact.seed}", fact.fact, fact.use, ", ".join(fact.points_to))
        for fact in catalogue.seed_facts.values()
    )
    yield "\n## What the two seed articles say, and what answers it\n"
    yield from _table(("id", "article", "fact", "what the system does with it", "answered by"), rows)


def _corrections(catalogue: Catalogue) -> Iterator[str]:
    rows = ((row.statement, row.problem, row.use) for row in catalogue.seed_corrections.values())
    yield "\n## Statements that are not repeated as they stand\n"
    yield from _table(("seed text", "problem", "what is used"), rows)


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    names = list(heads)
    yield _row(names)
    yield _row("---" for _ in names)
    for row in rows:
        yield _row(cell.replace("|", "\\|") for cell in row)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    print(sources_page(load()), end="")
