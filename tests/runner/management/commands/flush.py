"""Between transactional tests Django empties every table; append-only ones need a hand."""

from typing import Any

from django.core.management.commands.flush import Command as Flush
from django.db import connections

from ledger import protection
from ledger.chain import START
from ledger.models import AuditHead
from ledger.protection import FIXED_COLUMNS, PROTECTED_TABLES


class Command(Flush):
    """Lift the triggers, flush, put them and the head of the chain back."""

    def handle(self, **options: Any) -> None:
        """As Django's own, with the protection off only while tables are emptied."""
        connection = connections[options["database"]]
        for table in PROTECTED_TABLES:
            protection.lift(connection, table)
        for table in FIXED_COLUMNS:
            protection.loosen(connection, table)
        super().handle(**options)
        AuditHead.objects.using(connection.alias).create(pk=1, hash=START)
        for table in PROTECTED_TABLES:
            protection.restore(connection, table)
        for table in FIXED_COLUMNS:
            protection.fix(connection, table)
