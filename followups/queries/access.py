"""Activities as the user may see them (R1.3)."""

from django.shortcuts import get_object_or_404

from followups.models import Activity


def get_activity_for(user, pk):
    """The activity with its opportunity and card, or 404 where the user may not see it."""
    found = Activity.objects.visible_to(user).select_related(
        "opportunity__customer",
        "opportunity__store",
        "opportunity__consultant",
        "opportunity__grade__policy",
    )
    return get_object_or_404(found, pk=pk)
