"""Pages of the awards app, by topic."""
