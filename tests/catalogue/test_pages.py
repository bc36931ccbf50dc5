"""What the documentation promises about templates and sources is true."""

from __future__ import annotations

import re
from pathlib import Path

from careplan.catalogue import Catalogue, check
from careplan.catalogue.sources_page import sources_page, uses
from careplan.template import ModuleDefinition, TaskDefinition

DOCS = Path(__file__).parents[2] / "docs"
HOW_TO = (DOCS / "how-to-add-a-template.md").read_text(encoding="utf-8")


def test_the_page_of_sources_is_the_one_that_the_data_give(catalogue: Catalogue) -> None:
    written = (DOCS / "clinical-sources.md").read_text(encoding="utf-8")
    assert written == sources_page(catalogue), (
        "uv run python -m careplan.catalogue.sources_page > docs/clinical-sources.md"
    )


def test_the_page_of_sources_names_every_source_and_what_rests_on_it(catalogue: Catalogue) -> None:
    used = uses(catalogue)
    assert used.keys() == catalogue.sources.keys()
    assert {"FF03", "HW02", "AS03", "MA02", "A15", "cause failed_fusion"} <= set(used["LEHR22"])
    assert len([source for source, places in used.items() if not places]) <= 5


def test_the_worked_example_passes_the_check(tmp_path: Path) -> None:
    example = re.search(r"```toml\n(.*?)```", HOW_TO, re.DOTALL)
    assert example
    path = tmp_path / "coccyx_pain.toml"
    path.write_text(example[1], encoding="utf-8")
    assert check(path) == ()


def test_every_field_of_a_template_is_explained() -> None:
    explained = set(re.findall(r"`(\w+)`", HOW_TO))
    assert explained >= TaskDefinition.model_fields.keys() | ModuleDefinition.model_fields.keys()
