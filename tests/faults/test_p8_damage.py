"""P8: damage of the file is noticed or does no harm, and a backup made under writers restores exactly."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from careplan.errors import NotReady
from careplan.store import Store
from careplan.store.audit_chain import KEY_FILE, read_key
from tests.faults.filled import fault_of, fill
from tests.faults.kept import dump, what_is_wrong
from tests.faults.writers import until, writing

PAGE = 4096
Damage = Callable[[bytearray, random.Random], object]


def _flip(content: bytearray, chance: random.Random) -> None:
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def _cut(content: bytearray, chance: random.Random) -> None:
    del content[chance.randrange(1, len(content)) :]


def _zero(content: bytearray, chance: random.Random) -> None:
    page = chance.randrange(len(content) // PAGE)
    content[page * PAGE : (page + 1) * PAGE] = bytes(PAGE)


def _swap(content: bytearray, chance: random.Random) -> None:
    one, other = (page * PAGE for page in chance.sample(range(len(content) // PAGE), 2))
    content[one : one + PAGE], content[other : other + PAGE] = (
        content[other : other + PAGE],
        content[one : one + PAGE],
    )


DAMAGES: tuple[Damage, ...] = (_flip, _flip, _flip, _cut, _zero, _swap)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clinic that each damage gets a copy of."""
    return fill(tmp_path_factory.mktemp("filled"))


def _noticed(file: Path, key: bytes) -> bool:
    try:
        return bool(fault_of(file, key))
    except NotReady:
        return True


def _harmless(file: Path, content: list[str]) -> bool:
    try:
        return dump(file) == content
    except (sqlite3.DatabaseError, UnicodeError):
        return False


def _unnoticed(filled: Path, folder: Path, many: int, seed: int) -> Iterator[str]:
    """Damage so many copies, and give each damage that did harm and was not noticed."""
    key = read_key(filled.parent)
    assert key
    sound, content, chance = filled.read_bytes(), dump(filled), random.Random(seed)
    for number in range(many):
        damage, damaged = chance.choice(DAMAGES), bytearray(sound)
        damage(damaged, chance)
        file = folder / f"{number}.db"
        file.write_bytes(damaged)
        if not (_noticed(file, key) or _harmless(file, content)):
            yield f"{number} {damage.__name__}"
        file.unlink()


def test_damage_is_noticed_or_does_no_harm(filled: Path, tmp_path: Path) -> None:
    assert list(_unnoticed(filled, tmp_path, 500, seed=8)) == []


@pytest.mark.long
def test_five_thousand_damages_are_noticed_or_do_no_harm(filled: Path, tmp_path: Path) -> None:
    assert list(_unnoticed(filled, tmp_path, 5000, seed=9)) == []


def test_a_sound_file_passes_and_a_changed_one_is_not_called_harmless(filled: Path, tmp_path: Path) -> None:
    key = read_key(filled.parent)
    assert key and not _noticed(filled, key)
    other = tmp_path / "clinic.db"
    other.write_bytes(filled.read_bytes().replace(b"scar_tissue", b"scar_tissuf"))
    assert not _harmless(other, dump(filled))
    assert _noticed(other, key)


def test_what_is_said_of_a_text_that_cannot_be_read_quotes_nothing_of_it(filled: Path, tmp_path: Path) -> None:
    key = read_key(filled.parent)
    assert key
    other = tmp_path / "clinic.db"
    other.write_bytes(filled.read_bytes().replace(b"anticoagulant", b"anticoagu\xffant"))
    assert fault_of(other, key) == "The database file is damaged: a row cannot be read."


def _back_up_under_writers(folder: Path, many: int) -> None:
    """Make backups while eight processes write, and hold each against what is restored from it."""
    file = folder / "clinic.db"
    store = Store.open(str(file))
    told: list[str] = []
    with writing(file, *(f"w{each}" for each in range(8))) as writers:
        for writer in writers:
            writer.go()
        until(lambda: all(writer.told("kept") for writer in writers), seconds=60)
        for number in range(many):
            before = [act for writer in writers for act in writer.told("kept")]
            made = folder / f"backup{number}" / "backup.db"
            made.parent.mkdir()
            (made.parent / KEY_FILE).write_bytes((folder / KEY_FILE).read_bytes())
            head = store.copy_out(made).head
            assert what_is_wrong(made, before) == []
            told.append(_restored(made, str(head)))
    store.close()
    assert len(set(told)) == many, "the writers stood still"


def _restored(backup: Path, head: str) -> str:
    kept, again = Store.open_as_it_is(str(backup)), backup.with_name("restored.db")
    assert str(kept.copy_out(again).head) == head
    kept.close()
    assert dump(again) == dump(backup)
    return head


def test_backups_under_eight_writers_restore_exactly(tmp_path: Path) -> None:
    _back_up_under_writers(tmp_path, 3)


@pytest.mark.long
def test_two_hundred_backups_under_eight_writers_restore_exactly(tmp_path: Path) -> None:
    _back_up_under_writers(tmp_path, 200)
