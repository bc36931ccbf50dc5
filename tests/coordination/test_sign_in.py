"""Who is here: sessions open, are noted, and end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from careplan.clinic import Clinic
from careplan.coordination import sign_in
from careplan.errors import NotAllowed
from careplan.login_session import hash_of
from careplan.team import Practitioner
from tests.coordination.conftest import PASSWORD
from tests.engines import new_store
from tests.watch import Watch

SURGEON = Practitioner(id="surgeon", role="surgeon")


def test_a_session_tells_who_it_is(clinic: Clinic) -> None:
    token = sign_in.sign_in(clinic, "surgeon", PASSWORD)
    assert sign_in.who(clinic, token) == SURGEON
    assert sign_in.who(clinic, token + "x") is None
    assert sign_in.who(clinic, None) is None


@pytest.mark.parametrize(("name", "password"), [("surgeon", "wrong"), ("nobody", PASSWORD), ("nurse", "")])
def test_every_wrong_entry_has_the_same_answer(clinic: Clinic, name: str, password: str) -> None:
    with pytest.raises(NotAllowed, match=rf"^{sign_in.WRONG}$"):
        sign_in.sign_in(clinic, name, password)


def test_work_keeps_it_alive_and_idleness_ends_it(clinic: Clinic, watch: Watch) -> None:
    token = sign_in.sign_in(clinic, "surgeon", PASSWORD)
    for _ in range(3):
        watch.later(minutes=29)
        assert sign_in.who(clinic, token) == SURGEON
    watch.later(minutes=30)
    assert sign_in.who(clinic, token) is None


def test_a_page_that_refreshes_itself_is_no_activity(clinic: Clinic, watch: Watch) -> None:
    token = sign_in.sign_in(clinic, "surgeon", PASSWORD)
    watch.later(minutes=29)
    assert sign_in.who(clinic, token, active=False) == SURGEON
    watch.later(minutes=1)
    assert sign_in.who(clinic, token, active=False) is None


def test_after_twelve_hours_even_a_busy_person_signs_in_again(clinic: Clinic, watch: Watch) -> None:
    token = sign_in.sign_in(clinic, "surgeon", PASSWORD)
    for _ in range(12 * 60 // 20 - 1):
        watch.later(minutes=20)
        assert sign_in.who(clinic, token) == SURGEON
    watch.later(minutes=20)
    assert sign_in.who(clinic, token) is None


def test_looking_at_screens_writes_once_a_minute_at_most(clinic: Clinic, watch: Watch) -> None:
    token = sign_in.sign_in(clinic, "surgeon", PASSWORD)
    with clinic.store.count_queries() as ran:
        for _ in range(6):
            watch.later(seconds=20)
            sign_in.who(clinic, token)
    assert len([statement for statement in ran if statement.lower().startswith("update")]) == 2


def test_where_a_minute_without_use_ends_a_session_use_every_few_seconds_keeps_it(clinic: Clinic, watch: Watch) -> None:
    strict = replace(clinic, settings=clinic.settings.model_copy(update={"idle_minutes": 1}))
    token = sign_in.sign_in(strict, "surgeon", PASSWORD)
    for _ in range(20):
        watch.later(seconds=8)
        assert sign_in.who(strict, token) == SURGEON
    watch.later(minutes=1)
    assert sign_in.who(strict, token) is None


def test_sign_out_ends_one_session_and_no_other(clinic: Clinic) -> None:
    here, there = (sign_in.sign_in(clinic, "surgeon", PASSWORD) for _ in range(2))
    sign_in.sign_out(clinic, here)
    assert sign_in.who(clinic, here) is None
    assert sign_in.who(clinic, there) == SURGEON
    sign_in.sign_out(clinic, here)
    sign_in.sign_out(clinic, None)


def test_a_disabled_account_ends_its_sessions_and_opens_none(clinic: Clinic) -> None:
    token = sign_in.sign_in(clinic, "surgeon", PASSWORD)
    with clinic.store.writing() as records:
        records.accounts.disable("surgeon")
    assert sign_in.who(clinic, token) is None
    with pytest.raises(NotAllowed, match=rf"^{sign_in.WRONG}$"):
        sign_in.sign_in(clinic, "surgeon", PASSWORD)


def test_a_real_clinic_offers_no_role_without_a_password(clinic: Clinic) -> None:
    assert sign_in.demo_roles(clinic) == []
    with pytest.raises(NotAllowed):
        sign_in.enter_demo(clinic, "surgeon")


def test_a_demo_offers_the_roles_that_somebody_holds_core_roles_first(clinic: Clinic, tmp_path: Path) -> None:
    store = new_store(tmp_path)
    now = clinic.now()
    with store.writing() as records:
        records.clinic.set_up(demo=True, zone="", at=now)
        for name, role in (("viewer", "viewer"), ("b.surgeon", "surgeon"), ("a.surgeon", "surgeon")):
            records.accounts.add(name, role, password=None, at=now)
        records.accounts.add("nurse", "nurse", password=None, at=now)
        records.accounts.disable("nurse")
    demo = replace(clinic, store=store)
    assert [role.id for role in sign_in.demo_roles(demo)] == ["surgeon", "viewer"]
    assert sign_in.who(demo, sign_in.enter_demo(demo, "surgeon")) == Practitioner(id="a.surgeon", role="surgeon")
    store.close()


def test_the_store_keeps_the_hash_of_a_token(clinic: Clinic) -> None:
    token = sign_in.sign_in(clinic, "surgeon", PASSWORD)
    with clinic.store.reading() as records:
        kept = records.sessions.find(hash_of(token))
    assert kept is not None
    assert token.encode() not in kept.token_hash
