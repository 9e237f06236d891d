"""Forms of quality assurance, a module a topic."""
