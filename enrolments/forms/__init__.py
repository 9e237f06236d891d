"""What people fill in about enquiries, enrolments and tutorials."""
