"""Every plan of the demo clinic as documents: each is made, and the patient's page keeps to two pages."""

from __future__ import annotations

import pytest

from careplan.coordination.documents import hand_out, last_meetings, minutes_document, summary
from careplan.store import PlanFilter
from tests.demo.conftest import Demo
from tests.documents import letters, read, tags, words


@pytest.mark.long
def test_the_documents_of_every_plan_are_made(demo: Demo) -> None:
    clinic, coordinator = demo.clinic, demo.person("coordinator")
    with clinic.store.reading() as records:
        teams = records.teams.of(coordinator.id)
        plans = records.plans.list(PlanFilter(teams, status=None), clinic.today(), limit=50)
    assert len(plans) >= 12
    notice = letters(clinic.content.notices.notices.full)
    for plan in plans:
        page, whole = hand_out(clinic, plan.id, actor=coordinator), summary(clinic, plan.id, actor=coordinator)
        assert page.pages == len(read(page.pdf).pages) <= 2
        for made in (page, whole):
            assert notice in letters(words(made.pdf)) and "/H1" in tags(made.pdf)
            assert words(made.pdf).startswith("Demo data · ")
            assert "not printable" not in words(made.pdf)
    [(team, _, day), *_] = last_meetings(clinic, actor=coordinator)
    assert minutes_document(clinic, team, day, actor=coordinator).pages >= 1
