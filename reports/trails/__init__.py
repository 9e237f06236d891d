"""The audit trail as pages: of an enrolment, of a unit of it, of a person (R25)."""
