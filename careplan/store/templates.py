"""Every version of every template module that this clinic has used, as it was then (PLAN_RULES R30)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from careplan.errors import InvalidTemplate
from careplan.store.schema import template_version

_THIS = (template_version.c.module == bindparam("which"), template_version.c.version == bindparam("number"))
_DIGEST = select(template_version.c.digest).where(*_THIS)
_BODY = select(template_version.c.body).where(*_THIS)
_ALL = select(template_version.c.module, template_version.c.version, template_version.c.digest)


class Templates:
    """The template versions that the store has seen; kept once, never changed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, module: str, version: int, *, digest: str, body: str, at: datetime) -> bool:
        """Keep a version that is new; return whether it was.

        Raises:
            InvalidTemplate: this version is kept already with other content.
        """
        known = self._connection.execute(_DIGEST, {"which": module, "number": version}).scalar_one_or_none()
        if known is None:
            row = {"module": module, "version": version, "digest": digest, "body": body, "kept_at": at}
            self._connection.execute(insert(template_version), row)
            return True
        if known != digest:
            raise InvalidTemplate(
                f"{module} version {version} is not what it was when plans were made from it. "
                f"Give the changed template version {version + 1}."
            )
        return False

    def digests(self) -> dict[tuple[str, int], str]:
        """Return the digest of every version that is kept."""
        return {(row.module, row.version): row.digest for row in self._connection.execute(_ALL)}

    def body(self, module: str, version: int) -> str | None:
        """Return the file of a version as it was, or None."""
        found = self._connection.execute(_BODY, {"which": module, "number": version}).scalar_one_or_none()
        return found if found is None else str(found)
