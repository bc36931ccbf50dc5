"""careplan templates list | show KEY | check [PATH]"""

from __future__ import annotations

from pathlib import Path

import click

from careplan.catalogue import Catalogue, check, load
from careplan.catalogue.problem import told_once
from careplan.cli.export import STANDARD_OUTPUT, write_out
from careplan.cli.import_fhir import came_back_lines
from careplan.cli.template_text import one_task, one_template, overview
from careplan.coordination.templates_fhir import chosen, templates_in, written
from careplan.errors import InvalidInput, NotFound
from careplan.nearest import nearest
from careplan.unseen import visible_on_terminal


@click.group()
def templates() -> None:
    """Read and check the templates that plans are built from."""


@templates.command("list")
def list_templates() -> None:
    """List every template."""
    click.echo(overview(load()))


@templates.command()
@click.argument("key")
def show(key: str) -> None:
    """Show one template, such as scar_tissue, or one task, such as SC05."""
    click.echo(_shown(load(), key))


@templates.command("check")
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.pass_context
def check_templates(context: click.Context, path: Path | None) -> None:
    """Say what is wrong with templates: a file or a folder.

    Without PATH the catalogue that came with this program is checked.
    """
    problems = told_once(check(path))
    for problem in problems:
        click.echo(visible_on_terminal(str(problem)), err=True)
    if problems:
        files = len({problem.file for problem in problems})
        click.echo(f"\n{_count(len(problems), 'problem')} in {_count(files, 'file')}. Nothing was changed.", err=True)
        context.exit(1)
    click.echo(f"{path or 'The catalogue'} is right: nothing to mend.")


@templates.command("fhir")
@click.argument("key", required=False, default="")
@click.option("-o", "out", metavar="FILE", required=True, help="Where to write; - is standard output.")
def write_fhir(key: str, out: str) -> None:
    """Write one template, or all of them, as FHIR R4: PlanDefinition and ActivityDefinition."""
    catalogue = load()
    if key and key not in catalogue.modules:
        meant = nearest(key, list(catalogue.modules))
        hint = f"Did you mean “{meant}”?" if meant else "careplan templates list shows them all."
        raise NotFound(f"There is no template “{key}”. {hint}")
    write_out([written(catalogue, chosen(catalogue, key))], out)


@templates.command("read")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("-o", "out", metavar="FILE", help="Where to write the template as TOML; - is standard output.")
def read_fhir(file: Path, out: str | None) -> None:
    """Say how a template that came as FHIR differs from the one in use.

    With -o its file for data/templates is written.
    """
    with file.open("rb") as opened_file:
        found = templates_in(load(), opened_file)
    for template in found:
        click.echo(visible_on_terminal("\n".join(came_back_lines(template))), err=out == STANDARD_OUTPUT)
    if out:
        if len(found) != 1:
            raise InvalidInput(f"The file holds {len(found)} templates, and a file of TOML is one. Give it singly.")
        write_out([found[0].toml.encode()], out)


def _count(number: int, thing: str) -> str:
    return f"1 {thing}" if number == 1 else f"{number} {thing}s"


def _shown(catalogue: Catalogue, key: str) -> str:
    """Return the text of the template or task that `key` names, whatever its case; raises NotFound."""
    module = catalogue.modules.get(key.lower().replace("-", "_"))
    if module:
        return one_template(catalogue, module)
    tasks = {task.id: (module, task) for module in catalogue.modules.values() for task in module.tasks}
    if key.upper() in tasks:
        return one_task(catalogue, *tasks[key.upper()])
    meant = nearest(key, [*catalogue.modules, *tasks])
    hint = f"Did you mean “{meant}”?" if meant else "careplan templates list shows them all."
    raise NotFound(f"There is no template or task “{key}”. {hint}")
