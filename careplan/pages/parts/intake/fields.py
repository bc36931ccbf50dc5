"""The parts of the form in the plain shape in which they go to the browser."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from careplan.number_range import NumberRange

Wire = dict[str, object]
Wrong = Mapping[str, str]


class Option(NamedTuple):
    """One choice of a list: what is kept and what is shown."""

    id: str
    text: str


YES_NO = (Option("yes", "Yes"), Option("no", "No"))


def filled(**values: object) -> Wire:
    """Return the values that say something; 0 does."""
    return {name: value for name, value in values.items() if value or (value == 0 and value is not False)}


def field(name: str, label: str, value: str, wrong: Wrong, *, type_: str = "text", **more: object) -> Wire:
    """Return an input. `type_`: text, number or day; `more`: placeholder, unit, title, size (letters), long, record."""
    return {
        "part": "field",
        "key": name,
        "label": label,
        "type": type_,
        "value": value,
        **filled(wrong=wrong.get(name, ""), **more),
    }


def day_field(name: str, label: str, value: str, wrong: Wrong, **more: object) -> Wire:
    """Return an input of a day, written YYYY-MM-DD or picked from a calendar."""
    return field(name, label, value, wrong, type_="day", **more)


def number_field(name: str, label: str, value: str, wrong: Wrong, taken: NumberRange, **more: object) -> Wire:
    """Return an input of a number with its range and unit beside it."""
    return field(name, label, value, wrong, type_="number", size=6, unit=taken.hint, **more)


def select(name: str, label: str, value: str, options: Iterable[Option], **more: object) -> Wire:
    """Return a list to choose one from; the empty choice comes first where it is among the options."""
    chosen = [list(option) for option in options]
    shown = {"part": "field", "key": name, "label": label, "type": "select", "value": value}
    return {**shown, "options": chosen, **filled(**more)}


def chip(
    name: str,
    text: str,
    *,
    state: str,
    value: str = "yes",
    off: str = "",
    mark: str = "",
    settles: bool = False,
    small: str = "",
) -> Wire:
    """Return a button that holds an answer.

    Args:
        state: yes, no, or empty for not known.
        value: what pressing it sends; `off` what pressing it sends while it is on.
        mark: where the answer comes from, in words, where nobody gave it here.
        settles: whether the answer would settle the ranking.
        small: a second line.
    """
    told = filled(state=state, off=off, mark=mark, settles=settles, small=small)
    return {"name": name, "text": text, **({} if value == "yes" else {"value": value}), **told}


def chips(
    key: str,
    label: str,
    options: Iterable[Wire],
    *,
    hidden: bool = False,
    lines: bool = False,
    one: bool = False,
    wrong: str = "",
) -> Wire:
    """Return a group of such buttons under one name.

    `hidden` keeps the name for screen readers only; `lines` gives each button a line of its own; `one`: of all buttons
    one holds, though each has a name of its own. A button that answers for the group itself is sent without a name: a
    form has some 150 of them.
    """
    buttons = [{at: said for at, said in option.items() if (at, said) != ("name", key)} for option in options]
    return {"part": "chips", "key": key, "label": label, "chips": buttons} | filled(
        hidden=hidden, lines=lines, one=one, wrong=wrong
    )


def one_of(name: str, label: str, value: str, options: Iterable[Option], *, mark: str = "") -> Wire:
    """Return a question with one answer; pressing the answer again takes it back. `mark`: as of a chip."""
    buttons = (_answer(name, option, chosen=option.id == value, mark=mark) for option in options)
    return chips(name, label, buttons)


def _answer(name: str, option: Option, *, chosen: bool, mark: str) -> Wire:
    return chip(name, option.text, state="yes" if chosen else "", value=option.id, mark=mark if chosen else "")


def row(key: str, parts: Iterable[Wire]) -> Wire:
    """Return parts that stand side by side where there is room."""
    return {"part": "row", "key": key, "parts": list(parts)}


def note(key: str, text: str, *, tone: str = "") -> Wire:
    """Return a line of text."""
    return {"part": "note", "key": key, "text": text, **filled(tone=tone)}


def leads(key: str, ways: Iterable[tuple[str, str]]) -> Wire:
    """Return links to other screens; `ways` are the words and the address of each."""
    return {"part": "leads", "key": key, "links": [{"text": text, "address": address} for text, address in ways]}


def button(key: str, text: str, name: str, press: object, **more: object) -> Wire:
    """Return a plain button that sends `press` for the field `name`."""
    return {"part": "button", "key": key, "text": text, "name": name, "press": press, **filled(**more)}


def fold(key: str, title: str, parts: Iterable[Wire], *, open_: bool = False) -> Wire:
    """Return parts that are hidden until their title is pressed."""
    return {"part": "fold", "key": key, "title": title, "parts": list(parts), **filled(open=open_)}


def heading(key: str, title: str, *, aside: Iterable[Wire] = ()) -> Wire:
    """Return a small heading inside a section, with what stands beside it."""
    return {"part": "heading", "key": key, "title": title, "aside": list(aside)}


def section(key: str, title: str, parts: Iterable[Wire]) -> Wire:
    """Return a numbered section of the form."""
    return {"part": "section", "key": key, "title": title, "parts": list(parts)}
