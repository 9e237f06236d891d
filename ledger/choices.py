"""States of what is owed."""

from django.db.models import TextChoices


class JobState(TextChoices):
    """Where a job has got to."""

    PENDING = "pending", "Owed"
    DONE = "done", "Done"
    CANCELLED = "cancelled", "Not needed any more"
    DEAD = "dead", "Failed"
