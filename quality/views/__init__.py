"""Pages of internal quality assurance, a module a topic."""
