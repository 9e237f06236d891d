"""What `run.py` does: set up, start, stop, test and check. Standard library only."""
