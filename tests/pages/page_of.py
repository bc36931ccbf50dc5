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
    protos = (found.proto for found in page.get("bidi_component"))
    data: dict[str, Any]
    [data] = json.loads(next(proto.json for proto in protos if proto.component_name == f"careplan_{component}"))
    return data


def offered(page: AppTest) -> dict[str, list[str]]:
    """Return the words of the chips above a list, by the label of their row."""
    rows = sent_to(page, "choices")["choices"]
    return {row["label"]: [option["words"] for option in row["options"]] for row in rows}
