"""The cohort report as a browser gets it: the whole response, and its number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.scratch import Centre
from bench.timing import seconds

MOST_QUERIES = 12
RUNS = 5


def measure(centre: Centre, *, sizes: Sequence[int]) -> None:
    """Print time, size and queries at each size, and how the time grows."""
    print("\nCohort report, whole response, 17 units")
    print("  candidates      ms   queries      KB   ms per candidate")
    client = Client(SERVER_NAME="localhost", headers={"host": "localhost"})
    client.force_login(centre.administrator)
    rates, counts = [], []
    for size in sizes:
        cohort = centre.cohort(size, has_history=True)
        address = reverse("reports:cohort_report", args=[cohort.reference])
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address)
            counts.append(len(queries))
        if page.status_code != 200:
            raise RuntimeError(f"{address} answered {page.status_code}")
        taken = seconds(partial(client.get, address), times=RUNS)
        rates.append(taken / size)
        print(
            f"  {size:10}  {taken * 1000:6.0f}  {counts[-1]:8}  {len(page.content) / 1024:6.0f}"
            f"   {taken / size * 1000:.2f}"
        )
    growth = rates[-1] / rates[0]
    print(f"  a candidate costs {growth:.2f} times as much at {sizes[-1]} as at {sizes[0]}")
    is_met = max(counts) <= MOST_QUERIES and len(set(counts)) == 1
    print(
        f"  target at most {MOST_QUERIES} queries at any size: {'met' if is_met else 'missed'}; "
        f"linear at worst: {'met' if growth <= 1.1 else 'missed'}"
    )
