"""Who sends leads by a token: the list, a new one, its names of fields, and its end (R5.1)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.once import OnceForm, save_once, sent
from foundation.pages import only_for, page_of

from .forms import MappingForm, SourceForm
from .models import LeadSource
from .queries import KEEPERS, source_rows
from .services import edit_source, make_source, revoke_source

PER_PAGE = 25

keepers_only = only_for(*KEEPERS)


@keepers_only
def source_list(request):
    context = {
        "page_obj": page_of(request, source_rows(request.user, now=request.now), PER_PAGE),
        "has_stores": not request.user.store_id,
    }
    return render(request, "intake/sources/list.html", context)


@keepers_only
def source_create(request):
    """A new source; its token stands on the page that answers, and nowhere else."""
    form = SourceForm(sent(request), by=request.user)
    made = []

    def save():
        told = form.cleaned_data
        made.extend(
            make_source(
                by=request.user,
                now=request.now,
                name=told["name"],
                channel=told["channel"],
                store=told["store"],
                region=request.user.region,
            )
        )
        return reverse("intake:source_list")

    answer = save_once(request, form, save)
    if made and answer:
        source, token = made
        context = {
            "source": source,
            "token": token,
            "url": request.build_absolute_uri(reverse("intake:api_lead_post")),
            "document": request.build_absolute_uri(reverse("intake:api_document")),
        }
        return render(request, "intake/sources/token.html", context)
    if answer:
        messages.warning(
            request, _("The token was shown once. Lost it? Revoke the source and make a new one.")
        )
        return answer
    context = {"form": form, "cancel_url": reverse("intake:source_list")}
    return render(request, "intake/sources/form.html", context)


def _source_for(request, pk):
    return get_object_or_404(LeadSource.objects.kept_by(request.user), pk=pk)


@keepers_only
def source_edit(request, pk):
    """Its name, and what it calls our fields."""
    source = _source_for(request, pk)
    form = MappingForm(sent(request), source=source)

    def save():
        told = form.cleaned_data
        edit_source(
            source, by=request.user, now=request.now, name=told["name"], mapping=told["mapping"]
        )
        messages.success(request, _("Saved."))
        return reverse("intake:source_list")

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "source": source, "cancel_url": reverse("intake:source_list")}
    return render(request, "intake/sources/form.html", context)


@keepers_only
def source_revoke(request, pk):
    """Its token opens nothing from now on."""
    source = _source_for(request, pk)
    form = OnceForm(sent(request))

    def save():
        revoke_source(source, by=request.user, now=request.now)
        messages.success(request, _("The token of %(name)s no longer works.") % {"name": source})
        return reverse("intake:source_list")

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "source": source, "cancel_url": reverse("intake:source_list")}
    return render(request, "intake/sources/revoke.html", context)
