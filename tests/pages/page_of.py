"""The desk that a page is opened at by AppTest, which runs a script of its own in this process."""

from __future__ import annotations

import json
from typing import Any

from streamlit.testing.v1 import AppTest

from careplan.pages.desk import Desk
from careplan.team import Practitioner
from tests.small_clinic import PEOPLE, SmallClinic

desks: list[Desk] = []
"""The desk of the test that runs now is the last."""


def desk_of(clinic: SmallClinic, actor: Practitioner = PEOPLE["surgeon"]) -> Desk:
    """Return where a person works in a clinic."""
    return Desk(clinic=clinic.clinic, actor=actor, demo=False, pages={})


def sent_to(page: AppTest, component: str) -> dict[str, Any]:
    """Return what the first component of a name is sent: `sent_to(page, "tasks")`."""
    return all_sent_to(page, component)[0]


def all_sent_to(page: AppTest, component: str) -> list[dict[str, Any]]:
    """Return what each component of a name is sent, in the order of the screen."""
    protos = (found.proto for found in page.get("bidi_component"))
    return [
        json.loads(json.loads(proto.json)[0]) for proto in protos if proto.component_name == f"careplan_{component}"
    ]


def offered(page: AppTest) -> dict[str, list[str]]:
    """Return the words of the chips above a list, by the label of their row."""
    rows = sent_to(page, "choices")["choices"]
    return {row["label"]: [option["words"] for option in row["options"]] for row in rows}
