"""What people do with evidence, submissions and judgements."""
