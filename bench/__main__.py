"""Run every benchmark on a database that is made for it and removed again."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Sequence


def main(words: Sequence[str] | None = None) -> int:
    """Set up a scratch centre, measure, print."""
    parser = argparse.ArgumentParser(prog="run.py bench", description=__doc__)
    parser.add_argument(
        "--cohorts", type=int, nargs="+", default=[20, 200, 2000], help="sizes of the report"
    )
    parser.add_argument("--papers", type=int, default=200, help="statements made for the memory")
    parser.add_argument("--pairs", type=int, default=12, help="statements made in both ways")
    parser.add_argument("--enrolments", type=int, default=20_000, help="looked at by the sweep")
    parser.add_argument("--looped", type=int, default=300, help="looked at by the loop")
    parser.add_argument("--seconds", type=float, default=10, help="that decisions are saved for")
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="pma-bench-") as var:
        os.environ.pop("REDIS_URL", None)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "pmatraining.settings",
            "PMA_DEMO": "1",
            "PMA_VAR": var,
        }
        import django

        django.setup()
        from bench import cohort_page, papers, plan, saving, sweep
        from bench.scratch import scratch_centre

        papers.measure(papers=options.papers, pairs=options.pairs)
        with scratch_centre() as centre:
            cohort_page.measure(centre, sizes=options.cohorts)
            saving.measure(centre, seconds=options.seconds)
            plan.measure(centre, sizes=options.cohorts)
            sweep.measure(centre, enrolments=options.enrolments, looped=options.looped)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
