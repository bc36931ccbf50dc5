"""Sign-ins, links and answers to presses that nobody can use any more are not kept for ever."""

from __future__ import annotations

from sqlalchemy import text

from careplan.clinic import Clinic
from careplan.coordination.links import choose_password
from careplan.coordination.people import people, reset_person
from careplan.coordination.sign_in import open_session, who
from careplan.team import Practitioner
from tests.coordination.conftest import PASSWORD
from tests.small_clinic import PEOPLE
from tests.watch import Watch

NURSE, SURGEON = PEOPLE["nurse"], PEOPLE["surgeon"]
ROOT = Practitioner(id="root", role="admin")


def rows(clinic: Clinic, table: str) -> int:
    with clinic.store.reading() as records:
        return int(records._connection.execute(text(f"select count(*) from {table}")).scalar_one())


def test_what_is_past_use_is_forgotten_at_the_next_sign_in_and_every_seal_fits(clinic: Clinic, watch: Watch) -> None:
    for _ in range(20):
        open_session(clinic, NURSE, way="password")
        watch.later(minutes=1)
    seen_last = {one.name: one.signed_in_last for one in people(clinic, ROOT)}["nurse"]
    choose_password(clinic, reset_person(clinic, ROOT, "nurse", password=PASSWORD).token, PASSWORD, PASSWORD)
    reset_person(clinic, ROOT, "primary.care", password=PASSWORD)
    with clinic.store.writing() as records:
        records.keys.keep("a press", "nurse", {}, at=clinic.now())
    before = rows(clinic, "event")
    watch.later(days=8)
    token = open_session(clinic, SURGEON, way="password")
    assert (rows(clinic, "web_session"), rows(clinic, "one_time_link"), rows(clinic, "idempotency")) == (2, 0, 0)
    assert rows(clinic, "event") == before + 1, "the history keeps all of them"
    assert {one.name: one.signed_in_last for one in people(clinic, ROOT)}["nurse"] == seen_last
    assert who(clinic, token) == SURGEON
    assert clinic.store.verify().fault == ""


def test_what_can_still_be_used_stays(clinic: Clinic, watch: Watch) -> None:
    tokens = [open_session(clinic, NURSE, way="password") for _ in range(2)]
    link = reset_person(clinic, ROOT, "surgeon", password=PASSWORD)
    with clinic.store.writing() as records:
        records.keys.keep("a press", "nurse", {"plan": "PL-V1-01"}, at=clinic.now())
    watch.later(minutes=29)
    open_session(clinic, SURGEON, way="password")
    assert [who(clinic, token) for token in tokens] == [NURSE, NURSE]
    assert choose_password(clinic, link.token, PASSWORD, PASSWORD) == SURGEON
    with clinic.store.reading() as records:
        assert records.keys.result("a press", "nurse") == {"plan": "PL-V1-01"}
