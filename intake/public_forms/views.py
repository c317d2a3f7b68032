"""Making, pausing and printing public forms; the form itself, without a log-in (R5.1)."""

from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.people.models import Role
from foundation.client_address import address_of
from foundation.once import save_once, sent
from foundation.pages import only_for, page_of

from ..distribution.tasks import hand_on
from .forms import AskForm, MakingForm
from .models import PublicForm
from .queries import agreement_of, new_page, qr_of, read_page
from .rules import is_in_time
from .services import may_send, save_form, set_active, take_answer

makers_only = only_for(Role.MARKETING, Role.DIRECTOR)


@makers_only
def public_form_list(request):
    rows = PublicForm.objects.visible_to(request.user).select_related("store", "event")
    page = page_of(request, rows, 25)
    for form in page:
        form.is_open_now = form.is_open(request.now)
    context = {"page_obj": page, "has_stores": not request.user.store_id}
    return render(request, "intake/public_forms/list.html", context)


@makers_only
def public_form_create(request):
    return _edit(request, PublicForm())


@makers_only
def public_form_edit(request, pk):
    return _edit(request, _form(request, pk))


def _form(request, pk):
    rows = PublicForm.objects.visible_to(request.user).select_related("store", "event")
    return get_object_or_404(rows, pk=pk)


def _edit(request, public_form):
    title = public_form.title
    form = MakingForm(sent(request), instance=public_form, by=request.user)

    def save():
        saved = save_form(form.instance, by=request.user, now=request.now)
        messages.success(request, _("The form “%(name)s” is on file.") % {"name": saved})
        return reverse("intake:public_form_list")

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "name": title, "cancel_url": reverse("intake:public_form_list")}
    return render(request, "intake/public_forms/form.html", context)


@makers_only
@require_POST
def public_form_pause(request, pk):
    """Pause it, or let it go on, whichever is asked for; twice does it once."""
    is_active = request.POST.get("active") == "1"
    set_active(_form(request, pk), is_active=is_active, by=request.user, now=request.now)
    return redirect("intake:public_form_list")


@makers_only
def public_form_print(request, pk):
    """A poster on A4: what it is about, the code and the address."""
    form = _form(request, pk)
    context = {"form": form} | poster_of(request, reverse("intake:ask", args=[form.slug]))
    return render(request, "intake/public_forms/poster.html", context)


def poster_of(request, path):
    """What a poster shows of an address of the public: itself, and its code."""
    address = settings.SITE_URL + path if settings.SITE_URL else request.build_absolute_uri(path)
    side, drawing = qr_of(address)
    return {"address": address, "side": side, "drawing": drawing}


def _asked(slug):
    rows = PublicForm.objects.select_related("store", "event")
    form = rows.filter(slug=slug).first()
    if form is None:
        raise Http404
    return form


def _show(request, public_form, form, *, said="", status=HTTPStatus.OK):
    """The page, with what was typed and a fresh mark."""
    page = new_page(public_form, now=request.now)
    if form.is_bound:
        form.renew(page)
    else:
        form.initial["page"] = page
    context = {"public_form": public_form, "form": form, "said": said}
    return public(request, "ask", context, status)


def public(request, name, context, status=HTTPStatus.OK):
    answer = render(request, f"intake/public_forms/{name}.html", context, status=status)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def take(request, public_form, form, *, record, thanks, **limits):
    """Show a form of the public, or take what was sent: ``record(number of the page, what was told)``.

    ``public_form``: what has the address, by its ``slug``; ``limits`` are those of ``may_send``.
    """
    if request.method != "POST":
        return _show(request, public_form, form)
    if not may_send(public_form, address=address_of(request), now=request.now, **limits):
        said = _("Very many are asking just now. Please send it again in a few minutes.")
        return _show(request, public_form, form, said=said, status=HTTPStatus.TOO_MANY_REQUESTS)
    if not form.is_valid():
        return _show(request, public_form, form)
    told = form.cleaned_data
    shown = read_page(told["page"], public_form, now=request.now)
    if shown is None or not is_in_time(shown[1]):
        said = _("Please look at it once more, and send it again.")
        return _show(request, public_form, form, said=said)
    if not told["website"]:
        record(shown[0], told)
    return redirect(thanks, public_form.slug)


def is_closed(request, public_form):
    return public(request, "closed", {"public_form": public_form}, HTTPStatus.GONE)


def show_again(request, public_form, form):
    """The page was too old, or its cookie is gone: what was typed stands there, to be sent again."""
    said = _("This page had grown old. What you typed is still here: please send it again.")
    return _show(request, public_form, form, said=said, status=HTTPStatus.FORBIDDEN)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, slug):
    """What a visitor wants to know becomes a lead; nothing is said of whom we know."""
    public_form = _asked(slug)
    if not public_form.is_open(request.now):
        return is_closed(request, public_form)
    agreement = agreement_of(public_form)

    def record(page, told):
        fields = {name: told[name] for name in ("name", "phone", "wechat", "model", "text")}
        lead, is_new = take_answer(
            public_form, page=page, agreed_to=agreement, now=request.now, **fields
        )
        if is_new:
            transaction.on_commit(lambda: hand_on(lead.pk))

    form = AskForm(sent(request), agreement=agreement)
    return take(request, public_form, form, record=record, thanks="intake:ask_thanks")


def ask_again(request, slug):
    public_form = _asked(slug)
    if not public_form.is_open(request.now):
        return is_closed(request, public_form)
    form = AskForm(request.POST, agreement=agreement_of(public_form))
    return show_again(request, public_form, form)


@login_not_required
@require_safe
def ask_thanks(request, slug):
    return public(request, "thanks", {"public_form": _asked(slug)})
