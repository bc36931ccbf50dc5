"""No text makes a formula of a cell, and every text comes back as it was (SAFETY P9): all files, long and short."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careplan.exchange import csv_text, measures_csv, plans_csv
from tests.figures import calm, tried
from tests.journeys.hostile_payloads import payloads

FORMULAS = (
    *(
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " \t=1",
        "=cmd|' /C calc'!A0",
        "＝1",
        "＋1",
        "－1",
        "＠a",
    ),
    *(
        "'=1",
        "''",
        "'",
        "\u00a0=1",
        "\u3000=1",
        "\u200b=1",
        "\ufeff=1",
        "\u2060+1",
        "\u202e=1",
        "\u2028=1",
        "\x1c=1",
        "\x85=1",
    ),
    *('=HYPERLINK("http://x";"y")', '"=1"', ",=1", ";=1", "a\n=1", "=1\r\n=2", "%0A=1", "|=1", "\x00=1"),
)
BEGINS_A_FORMULA = tuple("=+-@＝＋－＠\t\r\n")
UNSEEN = "".join(map(chr, (0, 0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2065))))
TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(FORMULAS)


def check(text: str) -> None:
    """Write a text into a file, look at the cell as a spreadsheet does, and read it back."""
    written = b"".join(csv_text.write(("a", "b"), [(text, "end")]))
    [_, [cell, end]] = csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""), strict=True)
    assert end == "end"
    assert not cell.strip(UNSEEN + " \u00a0\u3000\x1c\x85").startswith(BEGINS_A_FORMULA)
    assert csv_text.unguard(cell) == text
    assert csv_text.finish(text).strip('"').replace('""', '"') == cell.strip('"') or '"' in text


@pytest.mark.parametrize("text", [*FORMULAS, *payloads("http://127.0.0.1:9")])
def test_no_text_of_the_list_is_a_formula(text: str) -> None:
    check(text)


@tried(500, 200_000)
def test_no_text_is_a_formula_and_each_comes_back(often: int) -> None:
    @calm(often)
    @given(TEXTS)
    def holds(text: str) -> None:
        check(text)

    holds()


@given(TEXTS, TEXTS)
def test_one_apostrophe_is_taken_off_and_no_two_texts_are_written_alike(one: str, other: str) -> None:
    assert csv_text.unguard(csv_text.guard(f"'{one}")) == f"'{one}"
    assert (csv_text.guard(one) == csv_text.guard(other)) is (one == other)


@given(TEXTS)
def test_the_name_of_a_file_holds_a_day_and_nothing_that_was_typed(text: str) -> None:
    for module in (plans_csv, measures_csv):
        assert module.file_name(date(2026, 3, 9)).isascii()


def test_a_writer_that_leaves_cells_alone_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_text, "guard", lambda text: text)
    with pytest.raises(AssertionError):
        check("=1+1")
