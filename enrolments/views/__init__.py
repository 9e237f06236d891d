"""Pages of enquiries, cohorts, enrolments and tutorials."""
