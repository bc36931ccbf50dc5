"""Finds text that names a dose: a plan says who reviews a medicine, never how much of it (X02)."""

from __future__ import annotations

import re
import unicodedata

_BY_WEIGHT = (
    r"(?:(?:milli|micro|nano)?gram(?:me)?s?|mgs?|mcgs?|ugs?|µgs?|μgs?|g|millilit(?:er|re)s?|mls?|cc|meq|"
    r"(?:international\s+)?units|i\.?\s?u\.?)"
)
_PIECES = (
    r"(?:tablets?|tabs?|pills?|capsules?|caps?|drops?|puffs?|patch(?:es)?|ampoules?|ampules?|vials?|suppositor(?:y|ies)|"
    r"sachets?|teaspoons?|doses)"
)
_SPELLED = (
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|half|quarter"
)
_AMOUNT = rf"(?:\d[\d.,]*|(?<![^\W\d_])(?:{_SPELLED}))"
_BETWEEN = r"[\s\-‐‑‒–—]*(?:of\s+)?(?:an?\s+)?"
_WORD_ENDS = r"(?![^\W\d_])"
_A_DAY = r"(?:(?:an?|per|each|every|in\s+the)\s+|/\s*)(?:day|night|morning|evening|hour|week)\b|daily\b|nightly\b"
_TIMES = rf"(?:once|twice|(?:\d+|{_SPELLED})\s*(?:times|x))"

_DOSES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # 600 mg, half a tablet, 1000 I.U.
        rf"{_AMOUNT}{_BETWEEN}(?:{_BY_WEIGHT}|{_PIECES}){_WORD_ENDS}",
        # mg 600; not the end of a unit of the blood, as in ng/mL 20
        r"(?<![/\w])(?:mg|mcg|ug|µg|μg|ml|i\.?\s?u\.?)[\s:=]*\d[\d.,]*",
        # a tablet a day
        rf"\ban?\s+{_PIECES}\s+(?:{_TIMES}\s*)?(?:{_A_DAY}|at\s+(?:night|bedtime)\b)",
        # gabapentin 300 three times a day; but sets of 10 twice a day are exercise
        rf"(?<![\d.,-])(?<!of )\d[\d.,]*\s+(?:{_TIMES}\s*(?:{_A_DAY})|[btq]\.?i\.?d\b)",
    )
)
_COUNTS = re.compile(rf"\d|{_SPELLED}|{_PIECES}")
"""What every dose has, be it inside a longer word: a number, or a piece. Most texts have neither."""
_PER_LITRE = re.compile(r"\s*/\s*d?l\b(?!\s*/)", re.IGNORECASE)
_IN_BLOOD = re.compile(
    r"\b(?:crp|c-reactive|glucose|sugar|creatinine|urea|bilirubin|albumin|calcium|vitamin|ferritin|h(?:a)?emoglobin|"
    r"cholesterol|protein|serum|plasma|blood)\b[^.;!?]{0,40}$",
    re.IGNORECASE,
)
"""What a laboratory measures, shortly before the amount and in the same clause."""
_VOLUME = re.compile(r"(?:ml|millilit(?:er|re)s?)$", re.IGNORECASE)
_IN_BLADDER = re.compile(r"\b(?:bladder|urine)\b[^.;!?]{0,40}$", re.IGNORECASE)


def dose_in(text: str) -> str | None:
    """Return the words of `text` that name a dose, such as “600 mg” or “two tablets”, or None.

    What is measured in a patient is no dose: an amount per litre after a word of the blood (CRP above 30 mg/L), a
    volume after a word of the bladder (bladder scan of 200 mL).
    """
    if text.isascii() and not _COUNTS.search(text.lower()):
        return None
    plain = text if text.isascii() else _plain(text)
    for pattern in _DOSES:
        for found in pattern.finditer(plain):
            if not _is_measured(plain, found):
                return found.group().strip()
    return None


def _plain(text: str) -> str:
    """Return a text in common letters, without those that cannot be seen."""
    letters = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in letters if unicodedata.category(letter) != "Cf")


def _is_measured(text: str, found: re.Match[str]) -> bool:
    if _PER_LITRE.match(text, found.end()):
        return bool(_IN_BLOOD.search(text, 0, found.start()))
    return bool(_VOLUME.search(found.group()) and _IN_BLADDER.search(text, 0, found.start()))
