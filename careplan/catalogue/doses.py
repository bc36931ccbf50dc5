"""Finds text that names a dose: a plan says who reviews a medicine, never how much of it (X02)."""

from __future__ import annotations

import re
import unicodedata

_UNITS = (
    r"(?:milli|micro|nano)?gram(?:me)?s?|mg|mcg|ug|µg|μg|g|millilit(?:er|re)s?|ml|cc|"
    r"tablets?|tabs?|pills?|capsules?|caps?|drops?|puffs?|patch(?:es)?|ampoules?|ampules?|vials?|suppositor(?:y|ies)|"
    r"sachets?|teaspoons?|doses|units|iu"
)
_SPELLED = (
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|half|quarter"
)
_BETWEEN = r"[\s\-‐‑‒–—]*(?:of\s+)?(?:an?\s+)?"
_DOSE = re.compile(
    # A share of a litre after the unit makes it a blood value (30 mg/L), not a dose.
    rf"(?:\d[\d.,]*|(?<![^\W\d_])(?:{_SPELLED}))(?:{_BETWEEN})(?:{_UNITS})(?![^\W\d_])(?!\s*/\s*d?l\b)",
    re.IGNORECASE,
)


def dose_in(text: str) -> str | None:
    """Return the words of `text` that name a dose, such as “600 mg” or “two tablets”, or None."""
    found = _DOSE.search(unicodedata.normalize("NFKC", text))
    return found.group().strip() if found else None
