"""The tasks of the rooms, where Celery looks for them."""

from .exports.tasks import run_export, sweep_exports

__all__ = ["run_export", "sweep_exports"]
