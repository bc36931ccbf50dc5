"""What comes back from the new-plan screen. All of it is hostile: form is checked here, content by the acts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from careplan.errors import InvalidInput
from careplan.text_length import LONGEST_TYPED

CHANGES_LIMIT: Final = 200
_NONCE = re.compile(r"[0-9a-f]{32}")
_FIELD = re.compile(r"[A-Za-z0-9_.#/-]{1,120}")
_WRONG_FORM: Final = "The screen sent something that has no known form. Reload the page."


class Press(StrEnum):
    """Which button was pressed; none when only fields changed."""

    NONE = ""
    CREATE = "create"
    DISCARD = "discard"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class Message:
    """One message.

    Attributes:
        changes: new values of fields, in the order in which they were made; what was not answered yet is sent again.
        press: the button that was pressed after these changes.
        nonce: names this message.
    """

    press: Press
    nonce: str
    changes: Mapping[str, Any] = field(default_factory=dict)


def parse_message(raw: object) -> Message:
    """Read what the browser sent; raises InvalidInput that names no content."""
    if not isinstance(raw, Mapping) or not set(raw) <= {"changes", "press", "n"}:
        raise InvalidInput(_WRONG_FORM)
    nonce, changes = raw.get("n"), raw.get("changes", {})
    if not isinstance(nonce, str) or not _NONCE.fullmatch(nonce):
        raise InvalidInput(_WRONG_FORM)
    if not isinstance(changes, Mapping) or len(changes) > CHANGES_LIMIT:
        raise InvalidInput(_WRONG_FORM)
    if not all(isinstance(name, str) and _FIELD.fullmatch(name) and _is_value(v) for name, v in changes.items()):
        raise InvalidInput(_WRONG_FORM)
    try:
        return Message(Press(raw.get("press", "")), nonce, dict(changes))
    except ValueError:
        raise InvalidInput(_WRONG_FORM) from None


def _is_value(value: object) -> bool:
    """Whether it is a text, a list of texts, texts by name, a place in a list, or nothing."""
    if isinstance(value, list):
        return len(value) <= CHANGES_LIMIT and all(map(_is_text, value))
    if isinstance(value, Mapping):
        return len(value) <= CHANGES_LIMIT and all(_is_text(k) and _is_text(v) for k, v in value.items())
    return value is None or _is_text(value) or (isinstance(value, int) and not isinstance(value, bool))


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_TYPED and "\0" not in value
