"""careplan templates list | show KEY | check [PATH]"""

from __future__ import annotations

from pathlib import Path

import click

from careplan.catalogue import Catalogue, check, load
from careplan.catalogue.problem import told_once
from careplan.cli.template_text import one_task, one_template, overview
from careplan.errors import NotFound
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
