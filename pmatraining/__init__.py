"""Settings, root addresses and the Celery application of PMA Training."""

from pmatraining.celery import app as celery_app

__all__ = ["celery_app"]
