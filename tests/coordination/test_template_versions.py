"""R30: a plan goes by the template versions that it was made from, and is offered a newer one as a difference."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from careplan.catalogue import Catalogue
from careplan.change import ChangeKind
from careplan.clinic import keep_templates, open_clinic
from careplan.coordination import tasks
from careplan.coordination.review import review
from careplan.coordination.revisable import NewerTemplate, revisable
from careplan.coordination.revise import look_at_revision, revise_plan
from careplan.coordination.undo import undo
from careplan.coordination.versions import Differs, versions
from careplan.revision import Revision
from careplan.settings import Settings
from careplan.template import ModuleDefinition
from tests.engines import Engines
from tests.known_catalogue import known_catalogue
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic, open_small_clinic

SURGEON = PEOPLE["surgeon"]
TITLE = "Get the operation notes and all images"


def _newer(catalogue: Catalogue) -> Catalogue:
    """Return a catalogue whose core is version 2: K03 says something else, and K06 is due five days later."""
    core = catalogue.modules["core"]
    k03, k06 = (next(task for task in core.tasks if task.id == key) for key in ("K03", "K06"))
    due = k06.due.replace("14", "19")
    changed = {"K03": k03.model_copy(update={"title": TITLE}), "K06": k06.model_copy(update={"due": due})}
    edited = core.model_copy(update={"version": 2, "tasks": tuple(changed.get(task.id, task) for task in core.tasks)})
    read = ModuleDefinition.model_validate_json(edited.model_dump_json(exclude_defaults=True))
    return replace(catalogue, modules={**catalogue.modules, "core": read})


@pytest.fixture
def plan_id(tmp_path: Path) -> str:
    """A plan that was made before the core of the clinic had another version."""
    small = open_small_clinic(tmp_path, in_file=True)
    keep_templates(small.clinic)
    made = small.begin("V1", "scar_tissue").plan_id
    small.clinic.store.close()
    return made


@pytest.fixture
def later(tmp_path: Path, plan_id: str, monkeypatch: pytest.MonkeyPatch) -> SmallClinic:
    """The clinic with the newer core."""
    monkeypatch.setattr("careplan.clinic.load", lambda: _newer(known_catalogue()))
    on_server = Engines.postgresql.newest if Engines.postgresql else None
    return SmallClinic(open_clinic(Settings(home=tmp_path, today=MONDAY), on_server))


def test_r30_an_open_plan_stays_as_it_is_until_it_takes_the_newer_version(later: SmallClinic, plan_id: str) -> None:
    clinic, before = later.clinic, later.plan(plan_id)
    assert clinic.compute(before).changes == (), "it goes by the version that it names"
    tasks.move(clinic, later.task(plan_id, "K08").id, MONDAY.replace(day=20), actor=PEOPLE["physical.therapist"])
    assert later.task(plan_id, "K03").title != TITLE, "another act brings nothing of the newer one along"
    assert revisable(clinic, plan_id, actor=SURGEON).newer == (NewerTemplate("core", "Core: every plan", 1, 2),)
    [case] = review(clinic, actor=SURGEON).cases
    assert case.reasons == ("New version of a template: Core: every plan",), "it is on the agenda at once"
    newer = Revision(modules={"core": 2})
    seen = look_at_revision(clinic, plan_id, newer, actor=SURGEON)
    changes = {line.title: line for line in seen.foresight.of(ChangeKind.CHANGE)}
    assert TITLE in changes and len(seen.foresight.lines) == len(changes)
    moved = next(line for line in changes.values() if line.before != line.after)
    done = revise_plan(clinic, plan_id, newer, actor=SURGEON, reason="Newer template", seen=seen)
    assert (later.task(plan_id, "K03").title, later.task(plan_id, "K06").due) == (TITLE, moved.after)
    assert revisable(clinic, plan_id, actor=SURGEON).newer == () == review(clinic, actor=SURGEON).cases
    assert clinic.compute(later.plan(plan_id)).changes == ()
    assert versions(clinic, plan_id, actor=SURGEON).differs == (Differs("Template Core: every plan", "1", "2"),)
    undo(clinic, done.act, actor=SURGEON)
    assert (later.task(plan_id, "K03").title, later.task(plan_id, "K06").due) == (
        before.tasks[later.task(plan_id, "K03").identity].title,
        moved.before,
    )
    assert later.plan(plan_id).modules["core"] == 1
    clinic.store.close()


def test_r30_a_version_that_cannot_be_read_any_more_gives_way_to_the_present_one(
    later: SmallClinic, plan_id: str
) -> None:
    gone = replace(later.clinic, older={})
    assert gone.templates_of(later.plan(plan_id)) is gone.templates
    assert revisable(gone, plan_id, actor=SURGEON).newer == ()
    later.clinic.store.close()
