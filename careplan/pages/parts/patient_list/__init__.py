"""The list of patients: one inline component, a table on a desk and cards on a phone."""

from careplan.pages.parts.patient_list.component import patient_list
from careplan.pages.parts.patient_list.contract import PatientRow

__all__ = ["PatientRow", "patient_list"]
