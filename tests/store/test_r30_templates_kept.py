"""R30: at start the clinic keeps each template version that it has not seen, and never takes another for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from careplan.catalogue import Catalogue
from careplan.clinic import Clinic, keep_templates, open_clinic
from careplan.errors import InvalidTemplate
from careplan.settings import Settings
from careplan.template import ModuleDefinition
from tests.known_catalogue import known_catalogue


def _open(home: Path) -> Clinic:
    return open_clinic(Settings(home=home))


def _kept(clinic: Clinic) -> dict[tuple[str, int], str]:
    with clinic.store.reading() as records:
        return records.templates.digests()


def _with_core(catalogue: Catalogue, change: Callable[[ModuleDefinition], ModuleDefinition]) -> Catalogue:
    return replace(catalogue, modules={**catalogue.modules, "core": change(catalogue.modules["core"])})


def test_r30_every_version_is_kept_at_start_and_only_once(tmp_path: Path) -> None:
    first = _open(tmp_path)
    kept = _kept(first)
    assert kept.keys() == {(module.module, module.version) for module in known_catalogue().modules.values()}
    with first.store.reading() as records:
        body = records.templates.body("core", 1)
    assert body is not None
    assert ModuleDefinition.model_validate_json(body) == first.catalogue.modules["core"], "it can be read again"
    first.store.close()
    again = _open(tmp_path)
    assert _kept(again) == kept
    again.store.close()


def test_r30_the_same_version_with_other_content_is_refused_at_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _open(tmp_path)
    kept = _kept(first)
    first.store.close()
    changed = _with_core(known_catalogue(), lambda core: core.model_copy(update={"title": "Another core"}))
    monkeypatch.setattr("careplan.clinic.load", lambda: changed)
    with pytest.raises(InvalidTemplate) as refused:
        _open(tmp_path)
    assert str(refused.value).startswith("core version 1 is not what it was when plans were made from it.")
    assert str(refused.value).endswith("Give the changed template version 2.")
    monkeypatch.undo()
    again = _open(tmp_path)
    assert _kept(again) == kept
    again.store.close()


def test_r30_a_higher_version_is_kept_beside_the_one_before(tmp_path: Path) -> None:
    clinic = _open(tmp_path)
    edited = _with_core(clinic.catalogue, lambda core: core.model_copy(update={"version": 2, "title": "Our core"}))
    keep_templates(replace(clinic, catalogue=edited))
    kept = _kept(clinic)
    assert {("core", 1), ("core", 2)} <= kept.keys()
    assert kept["core", 1] != kept["core", 2]
    clinic.store.close()
