"""The health of the site as a page, for the administrator alone."""

from django.shortcuts import render

from accounts.backups.queries import shown
from accounts.people.models import Role
from foundation.pages import only_for

from .queries import audited_nights, backups, checks


@only_for(Role.ADMINISTRATOR)
def health_details(request):
    """Each check with its words."""
    now = request.now
    found = [*checks(now=now), audited_nights(now=now), backups(now=now)]
    context = {"checks": found, "backups": shown()}
    return render(request, "health/details.html", context)
