"""The screen on which a plan is revised, and that of its versions, without a browser."""

from __future__ import annotations

from collections import deque
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from careplan.cause import Certainty
from careplan.coordination import decisions
from careplan.coordination.goals import set_goal
from careplan.coordination.red_flags import raise_flag
from careplan.coordination.revise import revise_plan
from careplan.coordination.undo import undo
from careplan.coordination.versions import versions
from careplan.goal_acts import GoalEntry
from careplan.pages.desk import Desk
from careplan.pages.parts.revision.component import receive
from careplan.pages.parts.words import unbroken
from careplan.patient import OperationProcedure, ProcedureKind
from careplan.revision import Revision
from tests.changing_cause import add_cause, set_certainty
from tests.pages.overview_page import open_patient
from tests.pages.page_of import desk_of, desks, sent_to
from tests.small_clinic import MONDAY, PEOPLE, VIEWER, SmallClinic

PLAN = "PL-V1-01"
SURGEON, PAIN = PEOPLE["surgeon"], PEOPLE["pain.specialist"]
OTHER = Revision(certainties={"scar_tissue": Certainty.REFUTED}, added=("recurrence",))


def _screen() -> None:
    from importlib import import_module

    import streamlit as st

    from tests.pages.page_of import desks

    desk = desks[-1]
    which = st.session_state["screen-under-test"]
    show = import_module(f"careplan.pages.{which}").show
    names = ("plan", "patients", "patient", *({"revise", "versions"} - {which}))
    pages = {name: st.Page(lambda: None, title=name, url_path=name) for name in names}
    desk.pages = {**pages, which: st.Page(lambda: show(desk), title=which, url_path=which, default=True)}
    st.navigation(list(desk.pages.values()), position="hidden").run()


def open_screen(desk: Desk, which: str, **query: str) -> AppTest:
    desks.append(desk)
    page = AppTest.from_function(_screen, default_timeout=60)
    page.session_state["screen-under-test"] = which
    for name, value in {"id": PLAN, **query}.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def words(page: AppTest) -> str:
    found = (*page.markdown, *page.text, *page.info, *page.error, *page.warning, *page.caption)
    return "\n".join(str(each.value).replace("\\", "") for each in found)


def choose(page: AppTest, label: str, value: object) -> AppTest:
    chosen = next(one for one in page.selectbox if one.label == label)
    chosen.set_value(value).run()
    assert not page.exception
    return page


def groups(page: AppTest) -> dict[str, list[dict[str, object]]]:
    return {group["key"]: group["lines"] for group in sent_to(page, "revision")["groups"]}


@pytest.mark.parametrize("which", ["revise", "versions", "audit"])
def test_the_red_flag_strip_opens_its_task_here_too(small: SmallClinic, which: str) -> None:
    raise_flag(small.clinic, PLAN, "RF03", actor=PEOPLE["nurse"])
    page = open_screen(desk_of(small), which, patient="V1")
    page.button(key=f"flag-{PLAN}-RF03-1").click().run()
    assert "What to do now" in "\n".join(str(each.value) for each in page.subheader) + words(page)


def test_a_cause_in_place_of_another_is_drawn_live_and_applied(small: SmallClinic) -> None:
    page = open_screen(desk_of(small), "revise")
    assert "Choose what changes" in words(page) and "**Decisions** Surgery undecided" in words(page)
    choose(page, "Change suspected cause: Scar tissue", "instead:recurrence")
    lines = groups(page)
    assert lines["add"] and lines["cancel"] and all(line["ticked"] for line in lines["add"])
    count = sum(len(lines[key]) for key in ("add", "change", "cancel"))
    apply = page.button(key="revise-apply")
    assert apply.label == f"Apply {count} changes as version 2"
    apply.click().run()
    assert "Give the reason why the plan is revised." in words(page)
    next(one for one in page.text_input if one.label == "Reason").set_value("MRI shows a fragment")
    page.button(key="revise-apply").click().run()
    known = {one.cause: one.certainty for one in small.plan(PLAN).inputs.causes}
    assert known == {"scar_tissue": Certainty.REFUTED, "recurrence": Certainty.SUSPECTED}


def test_decisions_dates_and_tasks_are_chosen_below(small: SmallClinic) -> None:
    fusion = (OperationProcedure.SPINAL_FUSION,)
    day = MONDAY + timedelta(days=60)
    decisions.plan_operation(small.clinic, PLAN, actor=SURGEON, day=day, procedures=fusion)
    page = open_screen(desk_of(small), "revise", mode="what-if")
    choose(page, "Injection", "yes")
    assert groups(page)["add"], "an injection brings its checks along"
    assert not [one for one in page.button if one.key == "revise-apply"], "what if is not applied"
    choose(page, "Injection", "")
    field = next(one for one in page.date_input if "fusion" in one.label.lower())
    field.set_value(day + timedelta(days=28)).run()
    assert groups(page)["change"]
    field.set_value(day).run()
    task = next(one for one in small.plan(PLAN).to_do().values() if one.desired.key == "K08")
    choose(page, "Move the date of a task", task.identity)
    next(one for one in page.date_input if one.label == "To").set_value(date(2026, 4, 20)).run()
    [line] = groups(page)["change"]
    assert (line["title"], line["day"], line["fixed"]) == (task.title, "16 Mar → 20 Apr", True)


def test_who_may_do_only_a_part_is_told_who_may_do_the_rest(small: SmallClinic) -> None:
    page = open_screen(desk_of(small, PEOPLE["coordinator"]), "revise")
    choose(page, "Change suspected cause: Scar tissue", "refuted")
    assert "Refute a suspected cause: only the" in words(page) and page.button(key="revise-apply").disabled
    assert "No suspected cause is left" in words(page)


def test_who_may_not_revise_reads_who_may_and_the_versions(small: SmallClinic) -> None:
    page = open_screen(desk_of(small, VIEWER), "revise")
    assert "try what if: only the primary care doctor" in words(page)
    assert not page.selectbox and not page.button
    page = open_screen(desk_of(small, VIEWER), "versions")
    assert "There is one version so far." in words(page) and not page.button


def test_versions_are_listed_compared_and_led_back_to(small: SmallClinic) -> None:
    add_cause(small.clinic, PLAN, "facet_pain", actor=SURGEON, reason="Pain on bending back")
    revise_plan(small.clinic, PLAN, OTHER, actor=SURGEON, reason="MRI")
    page = open_screen(desk_of(small), "versions")
    said = words(page)
    assert "**Version 3** :green-badge[● Now]" in said and "Reason: Pain on bending back" in said
    assert "**Scar tissue** suspected → refuted" in said and groups(page)["added"]
    choose(page, "Version", 1)
    assert "**Facet" in words(page)
    page = open_screen(desk_of(small), "revise", version="2")
    assert "**Back to version 2**" in words(page) and groups(page)["cancel"]
    next(one for one in page.text_input if one.label == "Reason").set_value("Read again")
    page.button(key="revise-apply").click().run()
    assert small.plan(PLAN).certainty_of("scar_tissue") is Certainty.SUSPECTED
    assert versions(small.clinic, PLAN, actor=SURGEON).lines[0].begun is not None
    page = open_screen(desk_of(small), "revise", version="77")
    assert "no earlier version 77" in words(page)


def apply(page: AppTest, reason: str = "As discussed") -> AppTest:
    next(one for one in page.text_input if one.label == "Reason").set_value(reason)
    page.button(key="revise-apply").click().run()
    assert not page.exception
    return page


def test_r12_a_decision_for_no_offers_to_cancel_what_is_planned_on_it_and_a_refuted_cause_names_it(
    small: SmallClinic,
) -> None:
    day = MONDAY + timedelta(days=30)
    decisions.decide(small.clinic, PLAN, "gate.injection", "yes", actor=PAIN, why="Fits the root")
    decisions.plan_procedure(small.clinic, PLAN, ProcedureKind.EPIDURAL, actor=PAIN, day=day, steroid=True)
    page = open_screen(desk_of(small, PAIN), "revise")
    choose(page, "Change suspected cause: Scar tissue", "refuted")
    named = "Not cancelled by this:** Epidural, with steroid, 1 Apr 2026; decision “Injection: yes”"
    assert named in words(page) and "No suspected cause is left" in words(page)
    choose(page, "Change suspected cause: Scar tissue", "")
    choose(page, "Injection", "no")
    (tick,) = page.checkbox
    assert (tick.label, tick.value) == ("Call off with it: Epidural, with steroid, 1 Apr 2026", True)
    assert {"Pre-injection safety check", "Safety call after the procedure"} <= {
        str(line["title"]) for line in groups(page)["cancel"]
    }
    apply(page)
    (planned,) = small.plan(PLAN).inputs.record.procedures
    assert planned.cancelled and not any(t.identity.module == "injection" for t in small.plan(PLAN).to_do().values())
    with small.clinic.store.reading() as records:
        act = records.events.latest_undoable(PAIN.id)
    assert act is not None
    undo(small.clinic, act.event.act, actor=PAIN)
    (planned,) = small.plan(PLAN).inputs.record.procedures
    assert not planned.cancelled and small.task(PLAN, "J01").is_open
    decisions.decide(small.clinic, PLAN, "gate.injection", "no", actor=PAIN, why="Better by itself")
    page = open_patient(desk_of(small, PAIN), "V1")
    assert "Still planned] Epidural, with steroid, 1 Apr 2026" in words(page)
    assert page.button(key="ask-off-procedure-1-beside").label == "Call off"
    page = open_screen(desk_of(small, PAIN), "revise")
    (tick,) = page.checkbox
    assert (tick.label, tick.value) == ("Call off: Epidural, with steroid, 1 Apr 2026", False)
    tick.check().run()
    apply(page)
    assert small.plan(PLAN).inputs.record.procedures[0].cancelled


def test_the_coordinator_records_the_conference_that_decided(small: SmallClinic) -> None:
    page = open_screen(desk_of(small, PEOPLE["coordinator"]), "revise")
    choose(page, "Surgery", "no")
    assert page.button(key="revise-apply").disabled and "give its day and who decided there" in words(page)
    page.date_input(key=f"conference-day-{PLAN}").set_value(MONDAY)
    page.multiselect(key=f"conference-who-{PLAN}").set_value(["surgeon"]).run()
    apply(page, "Scar alone")
    version = versions(small.clinic, PLAN, actor=SURGEON).lines[0].begun
    assert version is not None
    assert version.reason == "Case conference of 2 Mar 2026, decided by surgeon (surgeon): Scar alone"


def test_what_was_chosen_before_somebody_else_changed_the_plan_is_said_not_to_be_saved(small: SmallClinic) -> None:
    page = open_screen(desk_of(small), "revise")
    choose(page, "Change suspected cause: Scar tissue", "refuted")
    set_certainty(small.clinic, PLAN, "scar_tissue", Certainty.CONFIRMED, actor=PAIN)
    apply(page, "No scar on MRI")
    assert "Scar tissue: was suspected, now confirmed, yours refuted. Nothing of yours was saved." in words(page)
    assert not [one for one in page.button if one.key == "revise-apply"], "nothing is chosen any more"
    choose(page, "Change suspected cause: Scar tissue", "refuted")
    assert "Nothing of yours was saved" not in words(page), "it is another choice"
    decisions.decide(small.clinic, PLAN, "gate.injection", "yes", actor=PAIN, why="Fits the root")
    page.run()
    assert "The plan became version 3 in the meantime. What you had chosen was not saved." in words(page)


def test_naming_a_cause_ends_not_yet_clear_unless_that_is_unticked(file_clinic: SmallClinic) -> None:
    file_clinic.begin("V1", "unclear")
    page = open_screen(desk_of(file_clinic), "revise")
    field = next(one for one in page.selectbox if one.label == "Change suspected cause: Not yet clear")
    assert field.options[:2] == ["Not yet clear stays suspected", "No longer unclear"]
    assert "Confirmed" not in field.options
    choose(page, "Add a suspected cause", "scar_tissue")
    (tick,) = page.checkbox
    assert (tick.label, tick.value) == ("“Not yet clear” no longer holds: Scar tissue takes its place", True)
    tick.uncheck().run()
    apply(page)
    known = {one.cause: one.certainty.value for one in file_clinic.plan(PLAN).inputs.causes}
    assert known == {"unclear": "suspected", "scar_tissue": "suspected"}


def test_r04_a_cause_of_a_plan_of_expected_recovery_closes_it_and_opens_the_next(file_clinic: SmallClinic) -> None:
    file_clinic.begin("V1", "normal_recovery")
    page = open_screen(desk_of(file_clinic), "revise")
    assert "Surgery" in {one.label for one in page.selectbox}
    choose(page, "Add a suspected cause", "scar_tissue")
    assert f"**Plan {unbroken(PLAN)} closes, and the next plan opens" in words(page)
    assert [one.label for one in page.selectbox] == ["Add a suspected cause"], "the rest is chosen in the next plan"
    assert page.button(key="revise-apply").label.endswith("and open the next plan")
    apply(page)
    assert [one.cause for one in file_clinic.plan("PL-V1-02").inputs.causes] == ["scar_tissue"]


def test_going_back_says_what_becomes_of_decisions_and_goals(small: SmallClinic) -> None:
    set_goal(small.clinic, PLAN, GoalEntry("Walk to the shop"), actor=SURGEON)
    decisions.decide(small.clinic, PLAN, "gate.surgery", "no", actor=SURGEON, why="Scar alone")
    goals = small.plan(PLAN).goals
    page = open_screen(desk_of(small), "revise", version="1")
    assert "**Surgery** no → undecided" in words(page)
    assert "**Goal** “Walk to the shop” → not sought" in words(page)
    apply(page)
    ended = small.plan(PLAN).goals[-1]
    assert (ended.is_sought, ended.reason) == (False, "As discussed")
    apply(open_screen(desk_of(small), "revise", version="3"))
    assert small.plan(PLAN).goals == goals and small.plan(PLAN).inputs.record.gates["gate.surgery"][-1].value == "no"


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        {"number": "1", "turned": []},
        {"number": True, "turned": []},
        {"number": 0, "turned": ["a"]},
        {"number": 2**40, "turned": ["a"]},
        {"number": 1, "turned": "a"},
        {"number": 1},
    ],
)
def test_what_a_browser_sends_in_another_form_turns_no_tick(raw: object) -> None:
    turned, answered = deque([frozenset({"b"})], maxlen=1), deque([3], maxlen=1)
    receive(raw, ("a", "b"), turned, answered)
    assert (turned[0], answered[0]) == (frozenset({"b"}), 3)


def test_only_ticks_of_lines_that_were_shown_are_turned() -> None:
    turned, answered = deque([frozenset[str]()], maxlen=1), deque([0], maxlen=1)
    receive({"number": 4, "turned": ["a", 7, "z", ["a"]]}, ("a", "b"), turned, answered)
    assert (turned[0], answered[0]) == (frozenset({"a"}), 4)
