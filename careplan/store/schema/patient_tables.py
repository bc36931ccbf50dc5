"""What is known of a patient: who it is, and what was answered, found and measured, each entry with its day."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, Integer, Text

from careplan.store.schema.parts import day, key, moment, named, number, of, table, text

patient = table(
    "patient",
    key("id"),
    of("team", "care_team.id"),
    named("record_number", null=True),
    named("name", null=True),
    day("birth_date"),
    named("sex", null=True),
    number("row_version"),
    number("known_version"),
    text("body"),
    moment("created_at"),
)
Index("ix_patient_team", patient.c.team)
Index("ix_patient_record_number", patient.c.record_number)
fact_entry = table(
    "fact_entry",
    Column("id", Integer, primary_key=True),
    of("patient", "patient.id"),
    named("name"),
    day("day", null=False),
    text("value"),
    named("by"),
    moment("at"),
    moment("withdrawn_at", null=True),
)
Index("ix_fact_entry_patient", fact_entry.c.patient, fact_entry.c.day, fact_entry.c.id)
finding_entry = table(
    "finding_entry",
    Column("id", Integer, primary_key=True),
    of("patient", "patient.id"),
    named("finding"),
    day("day", null=False),
    text("value"),
    named("by"),
    moment("at"),
    moment("withdrawn_at", null=True),
)
Index("ix_finding_entry_patient", finding_entry.c.patient, finding_entry.c.day, finding_entry.c.id)


observation = table(
    "observation",
    Column("id", Integer, primary_key=True, autoincrement=False),
    of("patient", "patient.id"),
    of("plan", "plan.id", null=True),
    named("measure"),
    Column("number", Float, nullable=True),
    Column("words", Text, nullable=True),
    day("day", null=False),
    named("timepoint", null=True),
    named("by"),
    moment("at"),
    text("note", ""),
    number("row_version"),
    moment("withdrawn_at", null=True),
)
Index("ix_observation_patient", observation.c.patient, observation.c.day, observation.c.id)
