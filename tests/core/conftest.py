"""The real templates, compiled once, and stories over them."""

from __future__ import annotations

from functools import partial

import pytest

from careplan import catalogue
from careplan.catalogue.compiled import template_set
from careplan.template_set import TemplateSet
from tests.core.story import Builder, Story


@pytest.fixture(scope="session")
def templates() -> TemplateSet:
    """The catalogue as expansion needs it."""
    return template_set(catalogue.load())


@pytest.fixture
def story(templates: TemplateSet) -> Builder:
    """Opens a plan for causes of the real catalogue."""
    return partial(Story, templates)
