"""What is done about a complaint: each page asks for the right to work on it (R14.1)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.people.models import User
from foundation.chosen import key_in
from foundation.once import OnceForm, SentOtherwise, content_of, result_of, save_once, sent

from ..forms.cases import AssignForm, CloseForm, ConfirmForm, DetailsForm, NoteForm, ReopenForm
from ..models import Complaint
from ..queries.lists import get_complaint_for, what_it_may_be_about
from ..queries.rights import who_may_be_asked
from ..services.laying_down import begin_causes
from ..services.working import assign, change, close, confirm, note, reopen, why_not
from .cases import readers_only


def _act(request, pk, make_form, save, *, title, submit, tone="primary", hint=""):
    """One form about a complaint that the user may work on; else the reason why not, with 403."""
    may_work = Complaint.objects.workable_by(request.user).filter(pk=pk).exists()
    if not may_work and (before := _led_to(request)):
        return redirect(before)
    found = get_complaint_for(request.user, pk)
    back = reverse("service:complaint", args=[pk])
    refused = "" if may_work else why_not(found, request.user)
    form = None if refused else make_form(found)

    def act():
        save(found, form.cleaned_data)
        # Who passed it on may have no right to read it any more.
        is_read = Complaint.objects.visible_to(request.user).filter(pk=pk).exists()
        return back if is_read else reverse("service:complaint_list")

    if form and (answered := save_once(request, form, act)):
        return answered
    context = {
        "complaint": found,
        "form": form,
        "refused": refused,
        "title": title,
        "submit": submit,
        "tone": tone,
        "hint": hint,
        "cancel_url": back,
    }
    status = 403 if refused else 200
    return render(request, "service/complaints/act.html", context, status=status)


def _led_to(request):
    """Where the same form led to when it was sent before: what it did may have taken the right to send it."""
    form = OnceForm(sent(request))
    if not form.is_valid():
        return None
    try:
        return result_of(
            token=form.cleaned_data["token"], by=request.user, content=content_of(request)
        )
    except SentOtherwise:
        return None


@readers_only
def complaint_assign(request, pk):
    """Pass it on; whoever has no right to the customer is refused with the reason."""

    def save(found, values):
        to = values["to"]
        who = {"department": to.removeprefix("to-")} if to.startswith("to-") else None
        person = None if who else User.objects.filter(pk=key_in(to)).first()
        who = who or {"person": person}
        assign(found, by=request.user, now=request.now, text=values["text"], **who)
        messages.success(request, _("Passed on."))

    return _act(
        request,
        pk,
        lambda found: AssignForm(sent(request), choices=who_may_be_asked(found.store)),
        save,
        title=_("Pass on"),
        submit=_("Pass on"),
        hint=_("Only who has the right to the customer may receive it."),
    )


@readers_only
def complaint_note(request, pk):
    def save(found, values):
        note(found, by=request.user, now=request.now, text=values["text"], files=values["files"])
        messages.success(request, _("Noted."))

    return _act(
        request,
        pk,
        lambda found: NoteForm(sent(request), request.FILES or None),
        save,
        title=_("Note what was done"),
        submit=_("Save"),
    )


@readers_only
def complaint_details(request, pk):
    """Kind, cause, severity, vehicle, and what it is about."""

    def save(found, values):
        names = ("cause", "severity", "model", "vehicle", "wanted")
        fields = {name: values[name] for name in names}
        about = values.get("about")
        change(found, by=request.user, now=request.now, about=about, **fields)
        messages.success(request, _("Saved."))

    def make(found):
        begin_causes(found.store, now=request.now)
        return DetailsForm(
            sent(request), complaint=found, **what_it_may_be_about(found.customer_id)
        )

    return _act(request, pk, make, save, title=_("Kind, cause, vehicle"), submit=_("Save"))


@readers_only
def complaint_close(request, pk):
    def save(found, values):
        names = ("answer", "remedy", "cost", "confirmation")
        fields = {name: values[name] for name in names}
        close(found, by=request.user, now=request.now, **fields)
        messages.success(request, _("Answered and closed."))

    return _act(
        request,
        pk,
        lambda found: CloseForm(sent(request)),
        save,
        title=_("Answer and close"),
        submit=_("Answer and close"),
    )


@readers_only
def complaint_confirm(request, pk):
    def save(found, values):
        said = {name: values[name] for name in ("confirmation", "text")}
        confirm(found, by=request.user, now=request.now, **said)
        messages.success(request, _("Saved."))

    return _act(
        request,
        pk,
        lambda found: ConfirmForm(sent(request)),
        save,
        title=_("Ask the customer"),
        submit=_("Save"),
    )


@readers_only
def complaint_reopen(request, pk):
    def save(found, values):
        reopen(found, by=request.user, now=request.now, reason=values["reason"])
        messages.success(request, _("It is open again."))

    return _act(
        request,
        pk,
        lambda found: ReopenForm(sent(request)),
        save,
        title=_("Open again"),
        submit=_("Open again"),
        hint=_("Within 30 days of the answer."),
    )
