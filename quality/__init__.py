"""Internal quality assurance: policies, plans, samples and what became of them."""
