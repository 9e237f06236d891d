"""What can be done to enquiries, enrolments and tutorials."""
