"""The models of the rooms, where Django looks for them."""

from .exports.models import Export, ExportState

__all__ = ["Export", "ExportState"]
