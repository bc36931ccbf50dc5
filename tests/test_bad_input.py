"""Bad input is a clear refusal and changes nothing, whoever sends it and wherever (SAFETY P6).

Atheris is not installed here: hypothesis makes the texts, from seeds that get past each parser's first look.
"""

from __future__ import annotations

import hashlib
import io
import json
import time
import tracemalloc
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import select
from starlette.requests import Request

from careplan.coordination import intake_draft
from careplan.coordination.export_rows import Scope
from careplan.coordination.exports import measures_csv, tasks_csv
from careplan.coordination.import_apply import apply_file
from careplan.coordination.importing import preview
from careplan.errors import CarePlanError, InvalidInput
from careplan.intake import read_intake
from careplan.pages.parts.intake.message import parse_message
from careplan.pressed import keep_act, parse_act
from careplan.store.schema import event, metadata
from careplan.web.cookies import refused_before
from careplan.web.local_path import local_path
from tests.clinical_story import content
from tests.figures import calm, tried
from tests.small_clinic import PEOPLE, VIGNETTES, SmallClinic, open_small_clinic

TODAY = date(2026, 3, 2)
SEED = json.loads((VIGNETTES / "V2.json").read_text())


ODD = st.sampled_from(
    [
        10**400,
        -1,
        1e308,
        True,
        None,
        [],
        {},
        [[]],
        "",
        "\0",
        "\ud800",
        "\u202e",
        "9" * 5000,
        "P-1",
        "2026-02-30",
        "NaN",
        "yes",
    ]
)
VALUES = st.recursive(ODD | st.text(max_size=20) | st.integers() | st.floats(), lambda one: st.lists(one, max_size=3))
FILES = {
    "nested lists": "[" * 100_000,
    "nested objects": '{"a":' * 50_000,
    "nested deep but whole": '{"patient_id": "P-1", "facts": {"x": ' + "[" * 900 + "]" * 900 + "}}",
    "a huge number": '{"patient_id": "P-1", "facts": {"vitamin_d": ' + "9" * 1_000_000 + "}}",
    "a huge exponent": '{"patient_id": "P-1", "facts": {"vitamin_d": 1e999999}}',
    "NaN": '{"patient_id": "P-1", "facts": {"vitamin_d": NaN}}',
    "keys that stand twice": '{"patient_id": "P-1", "patient_id": "P-2"}',
    "many keys": json.dumps({f"k{n}": n for n in range(200_000)}),
    "many findings": json.dumps({"patient_id": "P-1", "findings": {f"h_{n}": "yes" for n in range(50_000)}}),
    "many operations": json.dumps({"patient_id": "P-1", "operations": [{"date": "x"}] * 50_000}),
    "a long name": json.dumps({"patient_id": "P-1", "k" * 4_000_000: 1}),
    "a long goal": json.dumps({"patient_id": "P-1", "goal": "x" * 5_000_000}),
    "half a character": '{"patient_id": "P-1", "goal": "\\ud800"}',
    "no object": "[1, 2]",
    "nothing": "",
}


@pytest.mark.parametrize("file", FILES)
def test_the_worst_intakes_are_refused_in_two_seconds_and_200_mb(file: str) -> None:
    tracemalloc.start()
    begun = time.process_time()
    with pytest.raises(InvalidInput) as refused:
        read_intake(FILES[file], content(), today=TODAY)
    took, (_, most) = time.process_time() - begun, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert took < 2 * 3, "three times as slow while memory is counted"
    assert most < 200 * 2**20
    assert 10 < len(str(refused.value)) < 20_000, "somebody is to read it"
    assert str(refused.value).isprintable() or "\n" in str(refused.value)


@tried(3_000, 1_000_000)
def test_any_value_of_an_intake_is_taken_or_refused_with_a_sentence(often: int) -> None:
    @calm(often)
    @given(st.sampled_from(sorted(SEED)), VALUES)
    def holds(key: str, value: Any) -> None:
        _read(json.dumps({**SEED, key: value}))

    holds()


@tried(3_000, 1_000_000)
def test_an_intake_that_was_cut_or_spoilt_is_refused_with_a_sentence(often: int) -> None:
    whole = json.dumps(SEED)

    @calm(often)
    @given(st.integers(0, 2000), st.text(max_size=6))
    def holds(at: int, put_in: str) -> None:
        _read(whole[:at] + put_in + whole[at + len(put_in) :])
        _read(whole[:at])

    holds()


def _read(given_text: str) -> None:
    try:
        read_intake(given_text, content(), today=TODAY)
    except InvalidInput as refused:
        assert str(refused)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallClinic]:
    clinic = open_small_clinic(tmp_path_factory.mktemp("bad"))
    clinic.begin("V2", "failed_fusion")
    yield clinic
    clinic.clinic.store.close()


TRAIL = frozenset({"event", "event_head", "table_seal"})
"""The audit trail and what follows of it: a press of the right form that is refused is told there."""


def digest(small: SmallClinic, *, but: frozenset[str] = frozenset()) -> str:
    """Return a digest of every row of every table, but for some."""
    tables = [table for table in metadata.sorted_tables if table.name not in but]
    with small.clinic.store._database.reading() as connection:
        rows = [tuple(map(tuple, connection.execute(select(table)))) for table in tables]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def told(small: SmallClinic) -> list[str]:
    """Return the code of each event of the trail, in order."""
    with small.clinic.store._database.reading() as connection:
        return list(connection.execute(select(event.c.what).order_by(event.c.id)).scalars())


ACT = st.fixed_dictionaries(
    {},
    optional={
        "act": st.sampled_from(["partly", "undo", "open", "select", "more"]) | VALUES,
        "id": st.sampled_from(["T-000001", "T-999999", "../x"]) | VALUES,
        "v": st.sampled_from([0, 1, 2**31]) | VALUES,
        "note": VALUES,
        "n": st.sampled_from(["0" * 32, "x"]) | VALUES,
        "chosen": VALUES,
        "more": VALUES,
    },
)


@tried(80, 100_000)
def test_any_act_is_refused_and_changes_nothing(small: SmallClinic, often: int) -> None:
    before, events, seen = digest(small, but=TRAIL), told(small), [digest(small)]

    @calm(often)
    @given(ACT | VALUES)
    @example({"act": "partly", "id": "T-999999", "v": 0, "n": "0" * 32})
    def holds(raw: Any) -> None:
        with pytest.raises(CarePlanError):
            keep_act(small.clinic, parse_act(raw), actor=PEOPLE["nurse"])
        if (now := digest(small)) not in seen:
            assert digest(small, but=TRAIL) == before
            assert set(told(small)[len(events) :]) == {"refused.record"}
            seen[:] = [now]

    holds()


@tried(40, 20_000)
def test_any_file_that_comes_back_changes_nothing_until_it_is_taken(small: SmallClinic, often: int) -> None:
    coordinator, plan = PEOPLE["coordinator"], Scope(plan_id="PL-V2-01")
    whole = [b"".join(write(small.clinic, plan, actor=coordinator)) for write in (tasks_csv, measures_csv)]
    before = digest(small)

    @calm(often)
    @given(
        st.sampled_from(whole), st.floats(0, 1), st.binary(max_size=8) | st.sampled_from([b'"', b",x", b"\r\n", b"\0"])
    )
    def holds(file: bytes, where: float, put_in: bytes) -> None:
        at = int(where * len(file))
        spoilt = file[:at] + put_in + file[at + len(put_in) :]
        with pytest.raises(CarePlanError) as refused:
            seen = preview(small.clinic, io.BytesIO(spoilt), actor=coordinator)
            keys = ["T-000001:nothing"]
            apply_file(small.clinic, io.BytesIO(spoilt), keys, looked_at=seen, actor=coordinator)
        assert str(refused.value).endswith((".", "?"))

    holds()
    assert digest(small) == before


MESSAGE = st.fixed_dictionaries(
    {"n": st.just("0" * 32)},
    optional={
        "press": st.sampled_from(["", "create", "x"]) | VALUES,
        "changes": st.dictionaries(
            st.sampled_from(
                ["goal", "medicine.0.name", "operation.9.date", "tick.x", "due.x", "fact.x", "added.remove"]
            )
            | st.text(max_size=8),
            VALUES,
            max_size=3,
        ),
    },
)


@tried(60, 100_000)
def test_any_message_of_new_plan_is_kept_in_the_draft_or_changes_nothing(small: SmallClinic, often: int) -> None:
    @calm(often)
    @given(MESSAGE | VALUES)
    def holds(raw: Any) -> None:
        before = digest(small)
        try:
            message = parse_message(raw)
            intake_draft.enter(small.clinic, PEOPLE["surgeon"], message.changes)
        except CarePlanError as refused:
            assert str(refused)
            assert digest(small) == before
        with small.clinic.store.writing() as records:
            records.drafts.drop("surgeon", intake_draft.PLACE)

    holds()


@tried(3_000, 1_000_000)
def test_any_cookie_and_any_address_to_come_back_to_are_passed_over(often: int) -> None:
    @calm(often)
    @given(st.text(max_size=60))
    def holds(sent: str) -> None:
        header = f"careplan_refused={sent}".encode("utf-8", "replace")
        refused_before(Request({"type": "http", "path": "/signin", "headers": [(b"cookie", header)]}))
        assert local_path(sent).startswith("/") and not local_path(sent).startswith(("//", "/\\"))

    holds()


def test_a_table_that_was_changed_is_found(small: SmallClinic) -> None:
    before = digest(small)
    intake_draft.enter(small.clinic, PEOPLE["surgeon"], {"goal": "Walk"})
    assert digest(small) != before
