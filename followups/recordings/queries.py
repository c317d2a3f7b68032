"""Recordings as the user may hear them (R4.10)."""

from django.shortcuts import get_object_or_404

from ..activities.models import Activity
from .models import Recording


def get_recording_for(user, pk):
    """The recording, or 404 where the user may not see its activity (R4.10)."""
    visible = Activity.everything.visible_to(user)
    rows = Recording.objects.filter(activity__in=visible).select_related("activity__opportunity")
    return get_object_or_404(rows, pk=pk)
