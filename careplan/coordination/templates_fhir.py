"""Templates as files of FHIR: what leaves, and what a file that came back says against the version in use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Final, NamedTuple

from pydantic import ValidationError

from careplan.catalogue import Catalogue, check
from careplan.clinic import Clinic
from careplan.coordination.authority import authorise
from careplan.coordination.export_rows import SCREEN
from careplan.coordination.leaving import note_leaving
from careplan.coordination.refusals import noting_refusals
from careplan.errors import NOT_HERE, InvalidInput, NotFound
from careplan.exchange import fhir_templates, template_toml
from careplan.exchange.fhir_parts import resource_json
from careplan.exchange.fhir_reading import Node, read_json
from careplan.exchange.fhir_reading_resources import Resources
from careplan.exchange.fhir_template_parts import Citation
from careplan.exchange.fhir_templates_reading import is_ours, read_template, recognise
from careplan.team import Practitioner
from careplan.template import ModuleDefinition

_READ: Final = "template.read"
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
_TASKS: Final = "tasks"


class Difference(NamedTuple):
    """What one task, or the head where `task` is empty, says otherwise than the version in use.

    `title` is what it is called; `fields` name what differs; empty where the task is `new` or `gone`.
    """

    task: str
    title: str
    fields: tuple[str, ...] = ()
    new: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class CameBack:
    """A template of careplan's own form that came in a file.

    Attributes:
        key, title, version: as the file says.
        tasks: how many it has.
        in_use: the version of this template in use; None where there is none.
        differences: against that one; empty where both say the same.
        problems: why it cannot be put in force as it is, each a sentence.
        toml: the text of its file for data/templates.
    """

    key: str
    title: str
    version: str
    tasks: int
    in_use: int | None
    differences: tuple[Difference, ...]
    problems: tuple[str, ...]
    toml: str

    @property
    def file_name(self) -> str:
        """What its file is called."""
        return f"{self.key if _KEY.fullmatch(self.key) else 'template'}.toml"

    @property
    def is_in_use(self) -> bool:
        """Whether it says just what the version in use says."""
        return self.in_use is not None and not self.differences


def templates_fhir(clinic: Clinic, key: str, *, actor: Practitioner, place: str = SCREEN) -> bytes:
    """Return one template as FHIR R4, or all of them where `key` is empty; that it leaves is written down.

    Raises:
        NotAllowed: the person may not read templates.
        NotFound: there is no template with this key.
    """
    with noting_refusals(clinic, actor):
        authorise(clinic.catalogue, actor, _READ)
    modules = chosen(clinic.catalogue, key)
    told = {"file": "templates", "format": "fhir", "scope": key or "all templates", "rows": len(modules)}
    with clinic.store.writing() as records:
        note_leaving(clinic, records, actor, {**told, "asked_for_at": place}, patient_id=None)
    return written(clinic.catalogue, modules)


def chosen(catalogue: Catalogue, key: str) -> tuple[ModuleDefinition, ...]:
    """Return the template with this key, or all where it is empty; raises NotFound."""
    if key and key not in catalogue.modules:
        raise NotFound(NOT_HERE)
    return tuple(module for module in catalogue.modules.values() if key in ("", module.module))


def written(catalogue: Catalogue, modules: Iterable[ModuleDefinition]) -> bytes:
    """Return templates as a Bundle, after `fhir.resources` has held it against the standard."""
    return resource_json(fhir_templates.bundle(modules, _words(catalogue))).encode()


def templates_in(catalogue: Catalogue, file: BinaryIO) -> tuple[CameBack, ...]:
    """Return the templates of ours in a file; raises InvalidInput where it cannot be read or holds none."""
    resources = Resources(read_json(file))
    ours = [node for node in resources.plans if is_ours(node)]
    if not ours:
        raise InvalidInput("The file holds no template that careplan wrote. careplan import tells what others wrote.")
    return came_back(catalogue, resources, ours)


def came_back(catalogue: Catalogue, resources: Resources, plans: Iterable[Node]) -> tuple[CameBack, ...]:
    """Return what templates of ours in a file say, each against the version in use."""
    found = [(node, read_template(node)) for node in plans]
    files = {place: template_toml.write(fields) for place, (_, fields) in enumerate(found)}
    problems = _problems([fields["module"] for _, fields in found], files)
    return tuple(
        _came_back(catalogue, resources, node, fields, files[place], problems[place])
        for place, (node, fields) in enumerate(found)
    )


def _came_back(
    catalogue: Catalogue, resources: Resources, node: Node, fields: dict[str, Any], toml: str, problems: tuple[str, ...]
) -> CameBack:
    if module := _module(fields):
        for expected in fhir_templates.definitions(module, _words(catalogue)):
            if there := resources.called(expected["url"]):
                recognise(there, expected)
    known = catalogue.modules.get(fields["module"])
    return CameBack(
        key=fields["module"],
        title=fields["title"],
        version=str(fields["version"]),
        tasks=len(fields[_TASKS]),
        in_use=known.version if known else None,
        differences=tuple(_differences(template_toml.written_of(known), fields)) if known else (),
        problems=problems,
        toml=toml,
    )


def _module(fields: dict[str, Any]) -> ModuleDefinition | None:
    try:
        return ModuleDefinition.model_validate_json(json.dumps(fields), strict=True)
    except ValidationError:
        return None


def _differences(known: dict[str, Any], fields: dict[str, Any]) -> Iterable[Difference]:
    head = [name for name in {**known, **fields} if name != _TASKS and _plain(known, name) != _plain(fields, name)]
    if head:
        yield Difference("", str(fields["title"]), tuple(head))
    before = {task["id"]: task for task in known[_TASKS]}
    after = {task["id"]: task for task in fields[_TASKS]}
    for key, task in after.items():
        if key not in before:
            yield Difference(key, task["title"], new=True)
            continue
        was = before[key]
        changed = tuple(name for name in {**was, **task} if _plain(was, name) != _plain(task, name))
        if changed:
            yield Difference(key, task["title"], changed)
    for key, task in before.items():
        if key not in after:
            yield Difference(key, task["title"], gone=True)


def _plain(fields: dict[str, Any], name: str) -> object:
    return json.dumps(fields.get(name))


def _problems(keys: list[str], files: dict[int, str]) -> dict[int, tuple[str, ...]]:
    """Return what the catalogue would refuse of each template, if it lay in data/templates with the others."""
    with TemporaryDirectory() as folder:
        for place, text in files.items():
            Path(folder, _name(place)).write_text(text, encoding="utf-8")
        found = check(Path(folder)) if files else ()
    told = {place: tuple(str(one) for one in found if one.file == _name(place)) for place in files}
    return {place: tuple(one.replace(_name(place), keys[place], 1) for one in some) for place, some in told.items()}


def _name(place: int) -> str:
    return f"came-{place}.toml"


def _words(catalogue: Catalogue) -> fhir_templates.Words:
    return fhir_templates.Words(
        roles={role.id: role.label for role in catalogue.roles.values()},
        sources={source.id: Citation(source.title, source.address) for source in catalogue.sources.values()},
        notice=catalogue.clinical.notices.notices.short,
    )
