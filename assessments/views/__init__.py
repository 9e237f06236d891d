"""Pages of evidence, submissions and judgements."""
