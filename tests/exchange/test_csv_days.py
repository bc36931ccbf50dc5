"""Days of a spreadsheet: ISO, or one other order throughout, asked for where it is not clear."""

from __future__ import annotations

from datetime import date

import pytest

from careplan.exchange.csv_days import DayOrder, day_of, is_iso, orders_of

DAY, MONTH, YEAR = DayOrder
NINTH = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2026-03-09", None, NINTH),
        ("2026-03-09", MONTH, NINTH),
        ("9.3.2026", DAY, NINTH),
        ("09/03/26", DAY, NINTH),
        ("3/9/2026", MONTH, NINTH),
        ("2026/3/9", YEAR, NINTH),
        ("9-3-2026", DAY, NINTH),
        ("9.3.2026", None, None),
        ("9.3/2026", DAY, None),
        ("31.2.2026", DAY, None),
        ("2026-3-9", None, None),
        ("2026-3-9", YEAR, NINTH),
        ("٠٩.٠٣.٢٠٢٦", DAY, None),
        ("9.3.202", DAY, None),
        ("46090", DAY, None),
        ("tomorrow", DAY, None),
        ("", None, None),
    ],
)
def test_a_day_is_read_in_the_order_of_its_file_and_in_no_other(text: str, order: DayOrder | None, day: date) -> None:
    assert day_of(text, order) == day


@pytest.mark.parametrize(
    ("cells", "orders"),
    [
        ([], (DAY, MONTH, YEAR)),
        (["2026-03-09"], (DAY, MONTH, YEAR)),
        (["9.3.2026"], (DAY, MONTH)),
        (["9.3.2026", "31.3.2026"], (DAY,)),
        (["3/9/2026", "3/31/2026", "2026-01-01"], (MONTH,)),
        (["31/3/2026", "3/31/2026"], ()),
        (["2026/3/9"], (YEAR,)),
        (["9.3.2026", "soon"], (DAY, MONTH)),
        (["9/3/26"], (DAY, MONTH)),
    ],
)
def test_an_order_holds_where_it_fits_every_day_of_the_file(cells: list[str], orders: tuple[DayOrder, ...]) -> None:
    assert orders_of(cells) == orders


def test_only_the_contracts_way_is_iso() -> None:
    assert is_iso("2026-03-09") and not is_iso("2026-3-9") and not is_iso("09.03.2026")
