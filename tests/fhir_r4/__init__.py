"""HL7's own definitions of FHIR R4 (4.0.1), and what a file is held against with them."""
