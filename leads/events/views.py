"""Pages of market events, for marketing and directors (R9.7)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.people.models import Role
from foundation.once import save_once, sent
from foundation.pages import only_for
from foundation.registry import addresses

from .forms import EventForm
from .models import MarketEvent
from .services import save_event

planners_only = only_for(Role.MARKETING, Role.DIRECTOR)


@planners_only
def event_create(request):
    return _edit(request, MarketEvent())


@planners_only
def event_edit(request, pk):
    return _edit(request, get_object_or_404(MarketEvent.objects.visible_to(request.user), pk=pk))


def _edit(request, event):
    name = event.name
    form = EventForm(sent(request), instance=event, by=request.user)

    def save():
        saved = save_event(form.instance, by=request.user, now=request.now)
        messages.success(request, _("The event “%(name)s” is on file.") % {"name": saved})
        return reverse(addresses["events"])

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "name": name, "cancel_url": reverse(addresses["events"])}
    return render(request, "leads/events/form.html", context)
