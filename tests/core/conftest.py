"""The real templates, compiled once, and stories over them."""

from __future__ import annotations

from functools import partial

import pytest

from careplan.template_set import TemplateSet
from tests.core.story import Builder, Story
from tests.known_catalogue import known_templates


@pytest.fixture(scope="session")
def templates() -> TemplateSet:
    """The catalogue as expansion needs it."""
    return known_templates()


@pytest.fixture
def story(templates: TemplateSet) -> Builder:
    """Opens a plan for causes of the real catalogue."""
    return partial(Story, templates)
