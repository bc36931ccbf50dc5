"""The drawer asks for the PHQ-9 as soon as a positive PHQ-2 is typed (PLAN_RULES R15)."""

from __future__ import annotations

from careplan.coordination.red_flags import open_flags
from careplan.task import Outcome, TaskStatus
from tests.pages.drawer_page import choose, open_drawer, texts
from tests.small_clinic import PEOPLE, SmallClinic


def test_a_positive_phq2_opens_the_fields_of_the_phq9_and_is_not_kept_without(file_clinic: SmallClinic) -> None:
    plan_id = file_clinic.begin("V5", "failed_fusion", changed={"observations": []}).plan_id
    baseline = file_clinic.task(plan_id, "K05")
    page = open_drawer(file_clinic, PEOPLE["coordinator"], baseline.id)

    def keys() -> list[str | None]:
        return [field.key for field in page.number_input]

    short, total, item = (f"ask-{name}-{baseline.id}" for name in ("phq2", "phq9", "phq9_item9"))
    assert short in keys() and total not in keys()
    page.number_input(key=short).set_value(2).run()
    assert total not in keys()
    page.number_input(key=short).set_value(3).run()
    assert keys()[keys().index(short) + 1 :][:2] == [total, item]
    for box in [box for box in page.checkbox if str(box.key).startswith("missing-") and "phq" not in str(box.key)]:
        box.check()
    page.run()
    for reason in [one for one in page.text_input if str(one.key).startswith("reason-")]:
        reason.input("Form not returned")
    page.run()
    for name in ("work_status", "employed"):
        page.button_group(key=f"ask-{name}-{baseline.id}").select("Not obtained")
    page.run()
    for name in ("work_status", "employed"):
        page.text_input(key=f"reason-{name}-{baseline.id}").input("Did not say")
    choose(page, baseline.id, Outcome.AS_PLANNED)
    assert "asks: PHQ-9, PHQ-9 item 9" in texts(page).replace("\\", "")
    assert file_clinic.task(plan_id, "K05").is_open
    page.number_input(key=total).set_value(12)
    page.number_input(key=item).set_value(1)
    choose(page, baseline.id, Outcome.AS_PLANNED)
    assert file_clinic.task(plan_id, "K05").status is TaskStatus.DONE
    assert [flag.flag.id for flag in open_flags(file_clinic.clinic, PEOPLE["surgeon"])] == ["RF13"]
