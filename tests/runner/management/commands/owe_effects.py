"""Owe a number of test jobs, each in a transaction of its own, as pages would."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from ledger import jobs


class Command(BaseCommand):
    """`owe_effects 200`."""

    def add_arguments(self, parser):
        parser.add_argument("number", type=int)

    def handle(self, *args, number, **options):
        for key in range(number):
            jobs.owe("test_effect", key=str(key), now=timezone.now())
