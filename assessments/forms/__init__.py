"""What people fill in about evidence, submissions and judgements."""
