"""What changes the world of quality assurance, a module a topic."""
