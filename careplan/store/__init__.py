"""Where the records are kept: SQL inside, models outside. Rows and connections never leave this package."""

from careplan.store.plan_record import PlanRecord
from careplan.store.records import Records
from careplan.store.store import Store

__all__ = ["PlanRecord", "Records", "Store"]
