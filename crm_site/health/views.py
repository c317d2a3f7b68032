"""The health of the site as a page, for the administrator alone."""

from django.shortcuts import render

from accounts.people.models import Role
from foundation.pages import only_for

from .queries import audited_nights, checks


@only_for(Role.ADMINISTRATOR)
def health_details(request):
    """Each check with its words."""
    found = [*checks(now=request.now), audited_nights(now=request.now)]
    return render(request, "health/details.html", {"checks": found})
