"""`uv run python -m tests.benchmarks [NAME ...]`"""

from __future__ import annotations

import json
import pkgutil
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

import click

from tests.benchmarks.figure import Figure

_HERE = Path(__file__).parent
_OUT = Path("benchmarks.json")


def names() -> list[str]:
    """Return the benchmarks by name."""
    own = {"__main__", "figure"}
    return sorted(
        module.name
        for module in pkgutil.iter_modules([str(_HERE)])
        if module.name not in own and not module.name.startswith(("test_", "_"))
    )


def measured(name: str) -> list[Figure]:
    """Run one benchmark."""
    figures: list[Figure] = import_module(f"tests.benchmarks.{name}").run()
    return figures


@click.command()
@click.argument("chosen", nargs=-1, type=click.Choice(names()))
def main(chosen: tuple[str, ...]) -> None:
    """Measure and print; exit 1 where a figure does not hold."""
    figures: list[Figure] = []
    for name in chosen or names():
        for figure in measured(name):
            figures.append(figure)
            click.echo(str(figure))
    rows = [{**asdict(figure), "ratio": figure.ratio, "holds": figure.holds} for figure in figures]
    _OUT.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    sys.exit(0 if all(figure.holds for figure in figures) else 1)


if __name__ == "__main__":
    main()
