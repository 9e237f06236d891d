"""Measuring what must stay quick: `python3 run.py bench`; results: docs/performance.md."""
