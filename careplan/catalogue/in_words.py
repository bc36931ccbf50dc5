"""What templates and rules say, as people read it: without keys of tasks, red flags, facts, gates and lists."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Final

from careplan.catalogue.catalogue import Catalogue
from careplan.condition_language import Condition, parse
from careplan.condition_words import condition_words
from careplan.red_flag import asks_flags
from careplan.template import Course, TaskDefinition
from careplan.template_words import due_words, repeat_words

_FOR_AUTHORS: Final = (
    (
        re.compile(r"\s*\((?:S\d{1,2}(?:-S\d{1,2})?(?:, )?)+\)"),
        "",
    ),  # facts of the project's own list, as in “(S39, S40)”
    (
        re.compile(r"RF\d\d(?:-RF\d\d|(?:, RF\d\d)*(?: and RF\d\d)?) (questions )?(?:asked and )?answered"),
        "red-flag questions answered",
    ),
    (re.compile(r"checks M\d\d-M\d\d run"), "safety checks run"),
    (re.compile(r" (?:of|from|by the rules of) section \d(?: list)?"), ""),
)
_SEED: Final = re.compile(r"S\d{1,2}(?:, S\d{1,2})*")
"""A text that only names facts of the project's own list: those facts are what it says."""
_DECIDED: Final = re.compile(r"(gate\.\w+) set\b")
_EQUALS: Final = re.compile(r"(?<=\w)=(?=\w)")
_RANGE: Final = re.compile(r"(?<=\b[A-Z]{2}\d\d)-(?=[A-Z]{2}\d\d\b)")
_NAMES: Final = re.compile(r"\b(?:gate\.\w+|RF\d\d|[A-Z]{1,2}\d\d|[A-Z]{4,}|[a-z]\w*_\w+)\b")

_FLAGS: Final = re.compile(r"\bRF\d\d\b")
_TASKS: Final = re.compile(r",? tasks? [A-Z]{1,2}\d\d(?: to [A-Z]{1,2}\d\d)?\b")
_OF_RULES: Final = re.compile(r"\b[a-z][a-z0-9_.]*(?:=yes)?")
_BECAUSE_OF: Final = re.compile(r"(its condition does not hold|a decision is open|it was decided otherwise): (.+)")
"""What `expand` says of a task that a condition keeps out of the plan."""
_TEXTS_KEPT: Final = 4096
"""A catalogue has some 500 texts; a file of many plans tells each of them many times."""


class InWords:
    """The words of one catalogue for what stands in its texts."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._flags = catalogue.clinical.red_flags.by_id
        self._gates = {gate.id: gate.label for gate in catalogue.gates.values()}
        self._titles = {task.id: task.title for module in catalogue.modules.values() for task in module.tasks}
        self._names = {
            **self._gates,
            **{flag.id: f"red flag “{flag.name}”" for flag in self._flags.values()},
            **{key: f"“{title}”" for key, title in self._titles.items()},
            **{name: fact.label for name, fact in catalogue.facts.items() if "_" in name},
            **{key.upper(): lowered(module.title) for key, module in catalogue.modules.items()},
        }
        self._of_rules = {
            **{name: fact.label.lower() for name, fact in catalogue.clinical.facts.items() if "_" in name},
            **{name: measure.short for name, measure in catalogue.clinical.measures.by_id.items()},
            **{f"{gate}=yes": f"{label.lower()} decided" for gate, label in self._gates.items()},
        }
        self.text = lru_cache(_TEXTS_KEPT)(self._plain)
        """Return a text of a template in plain words; a name that means nothing here stays as it is."""

    def _plain(self, text: str) -> str:
        if _SEED.fullmatch(text):
            return ". ".join(self._catalogue.seed_facts[fact].fact for fact in text.split(", "))
        sentence = text[:1].isupper()
        for pattern, ours in _FOR_AUTHORS:
            text = pattern.sub(ours, text)
        text = _RANGE.sub(" to ", _DECIDED.sub(r"\1 decided", text))
        text = _NAMES.sub(lambda found: self._names.get(found[0], found[0]), text)
        text = _EQUALS.sub(": ", text)
        return text[:1].upper() + text[1:] if sentence else text

    def rule(self, text: str, flags: Collection[str] = ()) -> str:
        """Return the text of a safety rule in plain words; only of `flags`, which are open, it says that they are."""

        def named(found: re.Match[str]) -> str:
            flag = self._flags[found[0]]
            return f"red flag “{flag.suspicion}”" if flag.id in flags else flag.suspicion

        told = _FLAGS.sub(named, _TASKS.sub("", text))
        return _OF_RULES.sub(lambda found: self._of_rules.get(found[0], found[0]), told).replace(">=", "≥")

    def course(self, course: Course) -> Course:
        """Return one line of the ways side by side in plain words."""
        told = {name: self.text(way) for name, way in course if isinstance(way, str)}
        return course.model_copy(update=told)

    def titles(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Return the titles of tasks."""
        return tuple(self._titles[key] for key in keys)

    def condition(self, condition: Condition) -> str:
        """Return a condition as a sentence without its full stop; empty where it asks about nothing."""
        return condition_words(condition, self._catalogue.facts, self._gates)

    def reason(self, text: str) -> str:
        """Return why a plan would change a task: what a condition asks stands there in words."""
        found = _BECAUSE_OF.fullmatch(text)
        if found is None:
            return text
        return f"{found[1]}; it is asked for only with “{lowered(self.condition(parse(found[2])))}”"

    def asked(self, name: str) -> str:
        """Return what closing a task must answer: a decision, a fact or a measure."""
        if asks_flags(name):
            asked = self._catalogue.clinical.red_flags.asked_by(name)
            return f"Red flag: {asked[0].name}" if len(asked) == 1 else "Every red flag"
        if gate := self._catalogue.gates.get(name):
            return gate.question.rstrip("?")
        if fact := self._catalogue.facts.get(name):
            return fact.label
        return self._catalogue.clinical.measures.by_id[name].short

    def due(self, task: TaskDefinition) -> str:
        """Return target and window, such as “90 days after “Thin-slice CT” is done (80 to 110)”."""
        return self.text(due_words(task))

    def repeats(self, task: TaskDefinition) -> str:
        """Return how a task comes again, and until when; empty when it does not."""
        until = task.series.until
        words = repeat_words(task)
        return words.replace(until.text, lowered(self.condition(until))) if until else words


def lowered(words: str) -> str:
    """Return words that may follow others: the first letter small, unless it begins an abbreviation."""
    return words[0].lower() + words[1:] if words[1:2].islower() else words
