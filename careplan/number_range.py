"""Which numbers are taken for a score or a fact: from where to where, whole or not, and in which unit."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, NamedTuple

from careplan.errors import InvalidInput

_LARGEST: Final = 1e100
"""From here on no digits are a number that anybody means; an integer may be larger than a float can be."""
_SHOWN: Final = 40


def shortened(value: object) -> str:
    """Return what was entered for a refusal, cut where it is far too long."""
    text = str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def in_digits(number: float) -> str:
    """Return a number as people write it: “9999999999”, never “1e+10”."""
    digits = format(Decimal(repr(number)), "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


class NumberRange(NamedTuple):
    """A range, both ends included; an end of None is open.

    `loose`: the ends only catch slips of the keyboard, so they are said in a refusal and not beside the field.
    """

    min: float | None = None
    max: float | None = None
    integer: bool = False
    unit: str = ""
    loose: bool = False

    @property
    def limits(self) -> str:
        """The ends in words: “from 0 to 100”."""
        if self.min is None and self.max is None:
            return "any number"
        if self.max is None:
            return f"from {self.min:g} up"
        return f"from {self.min:g} to {self.max:g}" if self.min is not None else f"up to {self.max:g}"

    @property
    def words(self) -> str:
        """The ends with their unit: “from 0 to 100 %”."""
        return f"{self.limits} {self.unit}".strip()

    @property
    def hint(self) -> str:
        """What stands beside a field: “0 to 100 %”, or the unit alone where there are no ends or loose ones."""
        return self.unit if self.loose or self.min is self.max is None else self.words.removeprefix("from ")

    def checked(self, name: str, value: object) -> float:
        """Return a number that is in the range; raises InvalidInput that says under `name` what is taken."""
        if isinstance(value, bool) or not isinstance(value, int | float) or not -_LARGEST < value < _LARGEST:
            raise InvalidInput(f"{name} is a number; “{shortened(value)}” is none. Enter {self.words}.")
        if (self.min is not None and value < self.min) or (self.max is not None and value > self.max):
            raise InvalidInput(f"{name} goes {self.words}; {shortened(in_digits(value))} is outside.")
        if self.integer and value != int(value):
            raise InvalidInput(
                f"{name} is a whole number; {shortened(in_digits(value))} is not. Enter one {self.words}."
            )
        return float(value)
