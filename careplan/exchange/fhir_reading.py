"""Reads a file of FHIR as JSON and keeps account of every leaf of it, so that nothing is dropped in silence.

A file of others may hold anything. It is read within caps (SAFETY 22) and never held against a schema: what careplan
understands is marked as it is read, and what nobody read stays unmarked and is told. Addresses within the file are JSON
pointers (RFC 6901), such as /activity/0/detail/status.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, BinaryIO, Final, NamedTuple, NoReturn

from careplan.errors import InvalidInput

_MARK: Final = b"\xef\xbb\xbf"
_BLANK: Final = b" \t\r\n"
_ROUND_NUMBER: Final = 18
"""Digits of the longest whole number that is read: more than any day, age or amount has."""


class Caps(NamedTuple):
    """How much a file may hold: bytes, leaves, and objects and lists inside one another."""

    size: int = 5 << 20
    leaves: int = 50_000
    depth: int = 40


CAPS: Final = Caps()


class Mark(StrEnum):
    """What became of a leaf."""

    USED = "used"
    KEPT = "kept"
    UNKNOWN = "unknown"


class Leaf(NamedTuple):
    """One value of a file: where it stands, and what it says."""

    path: str
    text: str


class Document:
    """A file that was read, and what became of each of its leaves.

    Attributes:
        root: the outermost object.
        leaves: every value that holds no other, by address; an empty object or list is one too.
        left: addresses of leaves that may not go along as text; `refuses`: words that may not, wherever they stand.
    """

    def __init__(self, root: Mapping[str, Any], caps: Caps = CAPS) -> None:
        """Take an object apart; raises InvalidInput where it holds too much or too deep."""
        self.root = root
        self.leaves: dict[str, object] = {}
        self._holders: dict[str, Any] = {}
        self._marks: dict[str, Mark] = {}
        self.left: set[str] = set()
        self.refuses: Callable[[str], bool] = lambda words: False
        for path, value, depth in _walk(root):
            if depth > caps.depth:
                raise InvalidInput(
                    f"More than {caps.depth} objects stand inside one another, at {_shown(path)}. No care plan needs "
                    "that: ask for the file again."
                )
            if _is_leaf(value):
                self.leaves[path] = value
            elif isinstance(value, dict):
                self._holders[path] = value
            if len(self.leaves) > caps.leaves:
                raise InvalidInput(f"The file holds more than {caps.leaves:,} values. Ask for one plan at a time.")

    @property
    def top(self) -> Node:
        """The outermost object, to be read."""
        return Node(self, "", self.root)

    def mark(self, path: str, mark: Mark) -> None:
        """Say what became of a leaf; what was used stays used."""
        if path in self.leaves and self._marks.get(path) is not Mark.USED:
            self._marks[path] = mark

    def of(self, path: str) -> Mark:
        """Return what became of a leaf."""
        return self._marks.get(path, Mark.UNKNOWN)

    def holder(self, path: str) -> Any:
        """Return the object that a leaf stands in; None where that is a list."""
        return self._holders.get(path.rpartition("/")[0])

    def marked(self, mark: Mark) -> tuple[Leaf, ...]:
        """Return the leaves of which this became, in the order of the file."""
        return tuple(Leaf(path, leaf_text(value)) for path, value in self.leaves.items() if self.of(path) is mark)


class Node(NamedTuple):
    """A value within a file, or None where there is none; reading its text marks it as used."""

    document: Document
    path: str
    value: Any

    def get(self, *names: str) -> Node:
        """Return what stands under these names, one inside the other."""
        node = self
        for name in names:
            inside = node.value.get(name) if isinstance(node.value, dict) else None
            node = Node(self.document, f"{node.path}/{escaped(name)}", inside)
        return node

    def each(self, name: str) -> Iterator[Node]:
        """Yield the members of a list, or the one value that stands in the place of a list."""
        yield from self.get(name).members()

    def members(self) -> Iterator[Node]:
        """Yield the members of the list that stands here, or the one value in its place."""
        if isinstance(self.value, list):
            yield from (Node(self.document, f"{self.path}/{place}", one) for place, one in enumerate(self.value))
        elif self.value is not None:
            yield self

    def text(self) -> str:
        """Return the text that stands here, and mark it as used; empty where there is none."""
        if not isinstance(self.value, str):
            return ""
        self.document.mark(self.path, Mark.USED)
        return self.value

    def number(self) -> int | None:
        """Return the whole number that stands here, and mark it as used; None where there is none."""
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            return None
        self.document.mark(self.path, Mark.USED)
        return self.value

    def truth(self) -> bool | None:
        """Return whether true stands here, and mark it as used; None where neither true nor false does."""
        if not isinstance(self.value, bool):
            return None
        self.document.mark(self.path, Mark.USED)
        return self.value

    def peek(self, *names: str) -> str:
        """Return a text under these names without using it; empty where there is none."""
        value = self.get(*names).value
        return value if isinstance(value, str) else ""

    def paths(self) -> Iterator[str]:
        """Yield the address of every leaf from here down."""
        if self.value is not None or self.path in self.document.leaves:
            yield from (self.path + path for path, value, _ in _walk(self.value) if _is_leaf(value))

    def use(self) -> Node:
        """Mark every leaf from here down as used."""
        for path in self.paths():
            self.document.mark(path, Mark.USED)
        return self

    def __bool__(self) -> bool:
        """Whether anything stands here."""
        return self.value is not None


def looks_like_fhir(file: BinaryIO) -> bool:
    """Whether a file is an object of JSON, or XML: no spreadsheet begins with a brace or an angle bracket."""
    file.seek(0)
    start = file.read(64).removeprefix(_MARK).lstrip(_BLANK)
    return start.startswith((b"{", b"[", b"<"))


def read_json(file: BinaryIO, caps: Caps = CAPS) -> Document:
    """Return what a file says.

    Raises:
        InvalidInput: it is too large or too deep, no JSON, not UTF-8, or XML; it names a thing twice, or holds a number
            that nothing can mean.
    """
    file.seek(0)
    data = file.read(caps.size + 1)
    if len(data) > caps.size:
        raise InvalidInput(f"The file has more than {caps.size >> 20} MB. Ask for one plan at a time.")
    if data.removeprefix(_MARK).lstrip(_BLANK).startswith(b"<"):
        raise InvalidInput("This is XML. careplan reads FHIR as JSON: ask for the file as application/fhir+json.")
    try:
        root = json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_decimal,
            parse_constant=_no_number,
        )
    except UnicodeDecodeError as error:
        raise InvalidInput(f"Byte {error.start} is no UTF-8 text. FHIR is UTF-8: ask for the file again.") from None
    except json.JSONDecodeError as error:
        raise InvalidInput(
            f"Line {error.lineno}, column {error.colno}: this is no JSON, or the file was cut off. Ask for it again."
        ) from None
    except RecursionError:
        raise InvalidInput("Thousands of brackets stand inside one another. Ask for the file again.") from None
    if not isinstance(root, dict):
        raise InvalidInput("The file is a list or a single value. A file of FHIR is one resource, or a Bundle of them.")
    return Document(root, caps)


def escaped(name: str) -> str:
    """Return a name as it stands in an address (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1") if "/" in name or "~" in name else name


def leaf_text(value: object) -> str:
    """Return a leaf as people read it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def said_once(names: Iterable[str]) -> str:
    """Return the first name that stands there twice; empty where each stands once."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return ""


def _walk(root: Any) -> Iterator[tuple[str, Any, int]]:
    """Yield every value with its address and how deep it stands, in the order of the file; without recursion."""
    waiting: list[tuple[str, Any, int]] = [("", root, 0)]
    while waiting:
        path, value, depth = waiting.pop()
        yield path, value, depth
        if isinstance(value, dict):
            waiting += [(f"{path}/{escaped(name)}", value[name], depth + 1) for name in reversed(value)]
        elif isinstance(value, list):
            places = range(len(value) - 1, -1, -1)
            waiting += [(f"{path}/{place}", value[place], depth + 1) for place in places]


def _is_leaf(value: object) -> bool:
    return not (isinstance(value, dict | list) and value)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if twice := said_once(name for name, _ in pairs):
        raise InvalidInput(f"“{_shown(twice)}” stands twice in one object, and nobody can say which counts.")
    return dict(pairs)


def _whole(digits: str) -> int:
    if len(digits.lstrip("-")) > _ROUND_NUMBER:
        raise InvalidInput(f"The number {digits[:12]}… has {len(digits):,} digits. Ask for the file again.")
    return int(digits)


def _decimal(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise InvalidInput(f"The number {digits[:12]} is too large for anything. Ask for the file again.")
    return value


def _no_number(word: str) -> NoReturn:
    raise InvalidInput(f"{word} is no number of JSON. Ask for the file again.")


def _shown(path: str) -> str:
    return path if len(path) <= 80 else f"{path[:80]}…"
