"""The mailbox of a source: where it is, how the last visit went, and what became of its mails (R5.1)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access.queries import today_for
from accounts.notices.services import read_of
from foundation.once import OnceForm, save_once, sent
from foundation.pages import only_for, page_of

from ..sources.models import LeadSource
from ..sources.queries import KEEPERS
from .forms import MailboxForm
from .models import Mail, Mailbox, MailState
from .notices import FAILS
from .queries import given_of, mails_of
from .services.keeping import read_mail_again, read_soon, save_mailbox

PER_PAGE = 25

keepers_only = only_for(*KEEPERS)


def _source_for(request, pk):
    return get_object_or_404(LeadSource.objects.kept_by(request.user), pk=pk)


@keepers_only
def mailbox(request, pk):
    source = _source_for(request, pk)
    found = Mailbox.objects.filter(source=source).first()
    today = today_for(request.user, request.now)
    given = given_of(source.pk)
    form = MailboxForm(sent(request), mailbox=found, given=given, today=today)

    def save():
        told = {name: value for name, value in form.cleaned_data.items() if name != "token"}
        save_mailbox(source, by=request.user, now=request.now, **told)
        messages.success(request, _("Saved. It is read within a minute."))
        return reverse("intake:mailbox", args=[pk])

    if answer := save_once(request, form, save):
        return answer
    read_of(FAILS, key=pk, by=request.user, now=request.now)
    state = request.GET.get("state", "")
    context = {
        "form": form,
        "source": source,
        "mailbox": found,
        "is_given": given is not None,
        "act": OnceForm(auto_id=False),
        "states": [("", _("All")), *MailState.choices[:3]],
        "state": state if state in MailState.values else "",
        "page_obj": page_of(request, mails_of(found, state), PER_PAGE) if found else None,
        "cancel_url": reverse("intake:source_list"),
    }
    return render(request, "intake/mailboxes/mailbox.html", context)


@require_POST
@keepers_only
def mailbox_read(request, pk):
    found = Mailbox.objects.filter(source=_source_for(request, pk)).first()
    if found is None:
        raise Http404
    return _act(request, pk, _("It is read within a minute."), lambda: read_soon(found))


@require_POST
@keepers_only
def mail_again(request, pk):
    """Judge once more what became no lead, such as after the names of fields were mended."""
    kept = LeadSource.objects.kept_by(request.user)
    rows = Mail.objects.select_related("mailbox")
    mail = get_object_or_404(rows, pk=pk, mailbox__source__in=kept)
    said = _("The mail is read again within a minute.")
    return _act(request, mail.mailbox.source_id, said, lambda: read_mail_again(mail))


def _act(request, pk, said, act):
    form = OnceForm(request.POST)

    def save():
        act()
        messages.success(request, said)
        return reverse("intake:mailbox", args=[pk])

    return save_once(request, form, save) or redirect("intake:mailbox", pk)
