"""The webhook of a source: its address, its secret shown once, what was sent, and once more (R5.1)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.notices.services import read_of
from foundation.once import OnceForm, save_once, sent
from foundation.pages import only_for, page_of

from ..sources.models import LeadSource
from ..sources.queries import KEEPERS
from .forms import WebhookForm
from .models import Event, Webhook
from .notices import PAUSED
from .queries import events_of
from .services import (
    edit_webhook,
    make_webhook,
    pause_webhook,
    renew_secret,
    resume_webhook,
    send_again,
)

PER_PAGE = 10

keepers_only = only_for(*KEEPERS)


def _source_for(request, pk):
    return get_object_or_404(LeadSource.objects.kept_by(request.user), pk=pk)


def _webhook_of(source):
    return Webhook.objects.filter(source=source).select_related("source").first()


@keepers_only
def webhook(request, pk):
    """Its address and what was sent; a new one's secret stands on the page that answers, and nowhere else."""
    source = _source_for(request, pk)
    found = _webhook_of(source)
    form = WebhookForm(sent(request), webhook=found)
    made = []
    acting = {"by": request.user, "now": request.now}

    def save():
        url = form.cleaned_data["url"]
        if found:
            edit_webhook(found, url=url, **acting)
            messages.success(request, _("Saved."))
        else:
            made.extend(make_webhook(source, url=url, **acting))
        return reverse("intake:webhook", args=[pk])

    answer = save_once(request, form, save)
    if made and answer:
        return _show_secret(request, source, made[1])
    if answer:
        return answer
    read_of(PAUSED, key=pk, by=request.user, now=request.now)
    context = {
        "form": form,
        "source": source,
        "webhook": found,
        "pause": OnceForm(auto_id=False),
        "page_obj": page_of(request, events_of(found), PER_PAGE),
        "cancel_url": reverse("intake:source_list"),
    }
    return render(request, "intake/webhooks/webhook.html", context)


def _show_secret(request, source, secret):
    context = {"source": source, "secret": secret}
    return render(request, "intake/webhooks/secret.html", context)


@keepers_only
def webhook_secret(request, pk):
    """A new secret in place of the one that is lost or was seen."""
    source = _source_for(request, pk)
    found = _webhook_of(source)
    if found is None:
        raise Http404
    form, made = OnceForm(sent(request)), []

    def save():
        made.append(renew_secret(found, by=request.user, now=request.now))
        return reverse("intake:webhook", args=[pk])

    answer = save_once(request, form, save)
    if made and answer:
        return _show_secret(request, source, made[0])
    if answer:
        messages.warning(request, _("The secret was shown once. Lost it? Make a new one."))
        return answer
    context = {"form": form, "source": source, "cancel_url": reverse("intake:webhook", args=[pk])}
    return render(request, "intake/webhooks/renew.html", context)


@require_POST
@keepers_only
def webhook_pause(request, pk):
    """Pause it, or let it go on, as the button says that was pressed."""
    found = _webhook_of(_source_for(request, pk))
    if found is None:
        raise Http404
    act, said = pause_webhook, _("Nothing is sent until it goes on.")
    if request.POST.get("go_on"):
        act, said = resume_webhook, _("What waited is sent now.")
    return _act(request, pk, said, lambda: act(found, by=request.user, now=request.now))


@require_POST
@keepers_only
def event_again(request, pk):
    """Send an event once more; to its receiver it is the same."""
    kept = LeadSource.objects.kept_by(request.user)
    rows = Event.objects.select_related("webhook")
    event = get_object_or_404(rows, pk=pk, webhook__source__in=kept)
    said = _("It is sent once more within a minute.")
    source = event.webhook.source_id
    return _act(request, source, said, lambda: send_again(event, now=request.now))


def _act(request, pk, said, act):
    form = OnceForm(request.POST)

    def save():
        act()
        messages.success(request, said)
        return reverse("intake:webhook", args=[pk])

    return save_once(request, form, save) or redirect("intake:webhook", pk)
