"""Pages of the reports app, by topic."""
