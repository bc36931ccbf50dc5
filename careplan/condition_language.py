"""The small language of conditions: comparisons of facts and gates joined by and, or, not.

    smoker                                  a bare fact means: smoker=yes
    months_since_fusion>=6 and fusion_grade!=fused
    gate.injection=no or injection_relief_pct<50
    always

Answers are three-valued (Kleene): True, False, or None while a fact is not known (PLAN_RULES R9).
Values are numbers, words, or sets of words (`subtype=disc` asks whether the set holds the word).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from careplan.errors import InvalidInput

Value = float | str | frozenset[str]
"""What a known fact may be. Yes-or-no facts are the words "yes" and "no"."""

Lookup = Callable[[str], Value | None]
"""Gives the value of a fact or gate, or None while it is not known."""

Truth = bool | None

_DEEPEST: Final = 20
"""Brackets and “not” inside one another that a person can still read."""

_SHOWN: Final = 120
"""Letters of a condition that a refusal quotes."""

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>-?\d+(?:\.\d+)?)|(?P<name>[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)|(?P<sign><=|>=|!=|=|<|>|\(|\)))"
)
_COMPARE: Final[dict[str, Callable[[float, float], bool]]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One fact or gate held against a number or a word."""

    name: str
    sign: str
    value: float | str

    def truth(self, lookup: Lookup) -> Truth:
        """Return the answer, or None while the fact is not known."""
        known = lookup(self.name)
        if known is None:
            return None
        if self.sign in _COMPARE:
            if not isinstance(known, int | float) or not isinstance(self.value, int | float):
                return None
            return _COMPARE[self.sign](known, self.value)
        same = self.value in known if isinstance(known, frozenset) else known == self.value
        return same if self.sign == "=" else not same


@dataclass(frozen=True, slots=True)
class Condition:
    """A parsed expression.

    Attributes:
        text: the expression as it was written.
        names: every fact and gate that it asks about.
        comparisons: every comparison in it, from left to right.
    """

    text: str
    names: frozenset[str]
    comparisons: tuple[Comparison, ...]
    _truth: Callable[[Lookup], Truth]

    def truth(self, lookup: Lookup) -> Truth:
        """Return True, False, or None while the answer is not known."""
        return self._truth(lookup)

    @property
    def always(self) -> bool:
        """Whether it asks about nothing."""
        return not self.names


def parse(text: str) -> Condition:
    """Return the parsed condition; raises InvalidInput naming the place that cannot be read."""
    return _Parser(text).condition()


def all_of(first: Condition, second: Condition) -> Condition:
    """Return the condition that both hold."""
    if first.always:
        return second
    if second.always:
        return first
    return parse(f"({first.text}) and ({second.text})")


def _joined(parts: list[Callable[[Lookup], Truth]], *, decided_by: bool) -> Callable[[Lookup], Truth]:
    """Return “and” (decided by one False) or “or” (decided by one True) of the parts."""

    def truth(lookup: Lookup) -> Truth:
        known = True
        for part in parts:
            answer = part(lookup)
            if answer is decided_by:
                return decided_by
            known = known and answer is not None
        return not decided_by if known else None

    return truth


def _not(part: Callable[[Lookup], Truth]) -> Callable[[Lookup], Truth]:
    def truth(lookup: Lookup) -> Truth:
        answer = part(lookup)
        return None if answer is None else not answer

    return truth


class _Parser:
    """Recursive descent over the words of one expression: or < and < not < comparison."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words = self._split(text)
        self._next = 0
        self._depth = 0
        self._comparisons: list[Comparison] = []

    def condition(self) -> Condition:
        truth = self._any()
        if self._next < len(self._words):
            raise self._refusal(f"“{self._words[self._next]}” does not belong there")
        names = frozenset(comparison.name for comparison in self._comparisons)
        return Condition(self._text, names, tuple(self._comparisons), truth)

    def _split(self, text: str) -> list[str]:
        words, at, end = [], 0, len(text.rstrip())
        while at < end:
            found = _TOKEN.match(text, at)
            if not found:
                raise self._refusal(f"“{text[at:].strip()[:20]}” cannot be read")
            words.append(found.group().strip())
            at = found.end()
        return words

    def _refusal(self, what: str) -> InvalidInput:
        shown = self._text if len(self._text) <= _SHOWN else f"{self._text[:_SHOWN]}…"
        return InvalidInput(
            f"The condition “{shown}” is wrong: {what}. "
            "Write comparisons such as smoker=yes or months_since_fusion>=6, joined by and, or, not."
        )

    def _peek(self) -> str:
        return self._words[self._next] if self._next < len(self._words) else ""

    def _take(self) -> str:
        word = self._peek()
        if not word:
            raise self._refusal("it ends too early")
        self._next += 1
        return word

    def _any(self) -> Callable[[Lookup], Truth]:
        parts = [self._every()]
        while self._peek() == "or":
            self._take()
            parts.append(self._every())
        return parts[0] if len(parts) == 1 else _joined(parts, decided_by=True)

    def _every(self) -> Callable[[Lookup], Truth]:
        parts = [self._single()]
        while self._peek() == "and":
            self._take()
            parts.append(self._single())
        return parts[0] if len(parts) == 1 else _joined(parts, decided_by=False)

    def _single(self) -> Callable[[Lookup], Truth]:
        word = self._take()
        if word in ("not", "("):
            return self._inner(word)
        if word == "always":
            return lambda lookup: True
        if word in ("and", "or") or not word[0].isalpha():
            raise self._refusal(f"a fact is missing before “{word}”")
        return self._comparison(word)

    def _inner(self, word: str) -> Callable[[Lookup], Truth]:
        """Return what follows “not” or an opening bracket."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._refusal(f"more than {_DEEPEST} brackets and nots stand inside one another")
        if word == "not":
            truth = _not(self._single())
        else:
            truth = self._any()
            if self._take() != ")":
                raise self._refusal("a bracket is not closed")
        self._depth -= 1
        return truth

    def _comparison(self, name: str) -> Callable[[Lookup], Truth]:
        sign: str = "="
        value: float | str = "yes"
        if self._peek() in (*_COMPARE, "=", "!="):
            sign, word = self._take(), self._take()
            numeric = word[0].isdigit() or word[0] == "-"
            if not numeric and (not word[0].isalpha() or word in ("and", "or", "not")):
                raise self._refusal(f"nothing to compare with after “{name}{sign}”")
            if not numeric and sign in _COMPARE:
                raise self._refusal(f"“{name}{sign}{word}” needs a number on its right")
            value = float(word) if numeric else word
        comparison = Comparison(name, sign, value)
        self._comparisons.append(comparison)
        return comparison.truth
