"""The store's page on which customers complain by themselves, without a log-in, and its poster (R14.1)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access.queries import store_asked_for
from foundation.once import save_once, sent
from foundation.pages import only_for
from foundation.shown import fingerprint
from intake.public_forms.queries import agreement_of
from intake.public_forms.views import is_closed, poster_of, public, show_again, take

from ..forms.laid_down import PageForm
from ..forms.public import ComplainForm
from ..models import Channel, ComplaintPage
from ..services.laying_down import KEEPERS, page_of_store, set_page_active
from ..services.registering import Told, take_from_page

# Of one address and of all in ten minutes: a complaint is no motor show, and brings photos.
LIMITS = {"of_address": 10, "of_all": 60}
FIELDS = ("name", "phone", "text", "wanted", "model", "vehicle", "files")


def _page(slug):
    page = ComplaintPage.objects.select_related("store").filter(slug=slug).first()
    if page is None:
        raise Http404
    return page


def _form(request, page):
    return ComplainForm(sent(request), request.FILES or None, agreement=agreement_of(page))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request, slug):
    """What somebody complains of; nothing is said of whom we know."""
    page = _page(slug)
    if not page.is_active:
        return is_closed(request, page)

    def record(number, told):
        plain = [told[name] for name in FIELDS if name != "files"]
        files = [(each.content_type, each.content.size) for each in told["files"]]
        content = fingerprint(plain, files)
        fields = {name: told[name] for name in FIELDS}
        said = Told(channel=Channel.PAGE, **fields)
        take_from_page(page, number=number, content=content, now=request.now, told=said)

    form = _form(request, page)
    return take(request, page, form, record=record, thanks="service:complain_thanks", **LIMITS)


def complain_again(request, slug):
    page = _page(slug)
    return (
        show_again(request, page, _form(request, page))
        if page.is_active
        else is_closed(request, page)
    )


@login_not_required
@require_safe
def complain_thanks(request, slug):
    return public(request, "thanks", {"public_form": _page(slug)})


@only_for(*KEEPERS)
def complaint_page(request):
    """The address of the store's page, its poster, and whether it is open."""
    store, stores = store_asked_for(request.user, request.GET.get("store", ""))
    page = page_of_store(store, by=request.user, now=request.now)
    form = PageForm(sent(request))

    def save():
        is_active = request.POST.get("active") == "1"
        set_page_active(page, by=request.user, now=request.now, is_active=is_active)
        messages.success(request, _("Saved."))
        return f"{reverse('service:complaint_page')}?store={store.pk}"

    if answered := save_once(request, form, save):
        return answered
    context = {"form": form, "page": page, "store": store, "stores": stores, "part": "page"}
    context |= poster_of(request, reverse("service:complain", args=[page.slug]))
    return render(request, "service/complaints/page.html", context)


@only_for(*KEEPERS)
def complaint_page_print(request):
    """A poster on A4: what it is for, the code and the address."""
    store, _stores = store_asked_for(request.user, request.GET.get("store", ""))
    page = page_of_store(store, by=request.user, now=request.now)
    context = {"page": page} | poster_of(request, reverse("service:complain", args=[page.slug]))
    return render(request, "service/complaints/poster.html", context)
