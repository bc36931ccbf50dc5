"""Counts tries of passwords before they are looked at, so that many at once are no way around the count.

Ids that a new patient cannot have are counted too, once they were refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Final

from careplan.errors import NotAllowed
from careplan.guessing import ADDRESS, NAME, NAME_AT_ADDRESS, Bound, Failures, wait_words

if TYPE_CHECKING:
    from careplan.clinic import Clinic
    from careplan.store import Records

_KEPT: Final = timedelta(days=1)
_ONE_HOME: Final = 64
"""Bits of an IPv6 address that name who has it; the others each of their machines chooses anew as it likes."""

Buckets = Mapping[str, Bound]
"""The names of the buckets in which a try counts, and what each lets through. The first is emptied by a right one."""


def sign_in_buckets(clinic: Clinic, name: str, address: str, device: str = "") -> Buckets:
    """Return where a try to sign in counts; `device` is the browser's where it has signed in to this account before."""
    hash_of, who, where = clinic.store.keyed_hash, name.casefold(), _home_of(address)
    if device:
        return {hash_of("known", who, device): NAME_AT_ADDRESS}
    return {
        hash_of("pair", who, where): NAME_AT_ADDRESS,
        hash_of("name", who): NAME,
        hash_of("address", where): ADDRESS,
    }


def provider_buckets(clinic: Clinic, address: str, device: str = "") -> Buckets:
    """Return where a return from the identity provider counts; `device` is a browser that was let in so before."""
    hash_of = clinic.store.keyed_hash
    return {hash_of("provider known", device) if device else hash_of("provider", _home_of(address)): ADDRESS}


def again_buckets(clinic: Clinic, account: str) -> Buckets:
    """Return where a try counts of somebody who is signed in and is asked for the password once more."""
    return {clinic.store.keyed_hash("again", account): NAME_AT_ADDRESS}


def id_buckets(clinic: Clinic, account: str) -> Buckets:
    """Return where it counts that somebody tried to give a new patient the id of another."""
    return {clinic.store.keyed_hash("ids", account): NAME_AT_ADDRESS}


def address_buckets(clinic: Clinic, where: str) -> Buckets:
    """Return where it counts that a private address was asked for which does not hold."""
    return {clinic.store.keyed_hash("private address", _home_of(where)): ADDRESS}


def count_try(clinic: Clinic, buckets: Buckets) -> timedelta | None:
    """Count one try, before its password is looked at; return the wait that follows if it fails.

    Raises:
        NotAllowed: it must wait; it is neither counted nor to be looked at.
    """
    now = clinic.now()
    with clinic.store.reading() as records:  # a flood of tries that must wait writes nothing
        refuse_while_waiting(records, buckets, now)
    with clinic.store.writing() as records:
        refuse_while_waiting(records, buckets, now)
        return count_within(records, buckets, now)


def count_within(records: Records, buckets: Buckets, now: datetime) -> timedelta | None:
    """Count one try within a transaction; return the wait that follows it."""
    known = records.failures.of(buckets)
    counted = [_one_more(known.get(name), name, bound, now) for name, bound in buckets.items()]
    records.failures.keep(*counted)
    records.failures.forget(now - _KEPT)
    waits = [each.waits_until - now for each in counted if each.waits_until]
    return max(waits) if waits else None


def refuse_while_waiting(
    records: Records, buckets: Buckets, now: datetime, instead: str = "", *, about: Sequence[str] = ()
) -> None:
    """Raise NotAllowed while a try in one of these must wait; `instead` ends its sentence with what need not wait."""
    known = records.failures.of(buckets).values()
    waits = [each.waits_until - now for each in known if each.waits_until and each.waits_until > now]
    if waits:
        raise NotAllowed(
            f"There were too many tries. Wait {wait_words(max(waits))}, then try again{instead}.", about=about
        )


def was_right(records: Records, buckets: Buckets) -> None:
    """Take a try back that was counted and was right: it empties the first bucket and counts in no other."""
    first, *others = buckets
    records.failures.drop(first)
    for name, known in records.failures.of(others).items():
        left = known.failures - 1
        records.failures.keep(
            known._replace(failures=left, waits_until=known.waits_until if left >= buckets[name].free else None)
        )


def _one_more(known: Failures | None, name: str, bound: Bound, now: datetime) -> Failures:
    counts = known is not None and now - known.begun_at < bound.window
    before, begun_at = (known.failures, known.begun_at) if known and counts else (0, now)
    return Failures(name, before + 1, begun_at, bound.waits_until(before + 1, begun_at, now))


def _home_of(address: str) -> str:
    """Return an address as it counts: an IPv6 one by its network."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((known, _ONE_HOME), strict=False)) if isinstance(known, IPv6Address) else str(known)
