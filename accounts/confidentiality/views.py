"""Signing the agreement, who has signed, and writing its next version (R13.4)."""

from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.once import save_once, sent
from foundation.pages import address_back, only_for, page_of
from foundation.registry import addresses

from ..access.queries import store_asked_for, stores_of, today_for
from .forms import AgreementForm, PeopleFilter, SignatureForm
from .models import Agreement
from .queries import READERS, WRITERS, has_signed_all, latest_of, people_of, signed_by, to_sign
from .services import publish, sign


def signed_first(view):
    """Let in who has signed what counts; others read and sign it first, and are led back."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if has_signed_all(request.user):
            return view(request, *args, **kwargs)
        messages.info(request, _("This page shows numbers in full: sign first."))
        return redirect(f"{reverse('accounts:confidentiality')}?back={request.path}")

    return guarded


def confidentiality(request):
    """The text whole, one tick and a button; afterwards what one signed, with its date."""
    owed = list(to_sign(request.user))
    shown = {}
    for agreement in owed:
        shown.setdefault((agreement.text_zh, agreement.text_en), []).append(agreement)
    keys = ",".join(str(agreement.pk) for agreement in owed)
    form = SignatureForm(sent(request), initial={"keys": keys})

    def save():
        sign(by=request.user, now=request.now, keys=form.cleaned_data["keys"])
        messages.success(request, _("Signed. Numbers are shown in full wherever they are yours."))
        return address_back(request) or reverse("accounts:confidentiality")

    if answer := save_once(request, form, save):
        return answer
    if form.is_bound:
        # What is signed is what this page shows now.
        form.data = form.data.copy()
        form.data["keys"] = keys
    context = {
        "form": form if owed else None,
        "texts": list(shown.values()),
        "signed": [] if owed else signed_by(request.user)[:10],
        "from_on": min((agreement.counts_from for agreement in owed), default=None),
        "today": today_for(request.user, request.now),
    }
    return render(request, "accounts/confidentiality/sign.html", context)


@only_for(*READERS)
def confidentiality_list(request):
    """Who of a store has signed the latest version, and who has not."""
    store, stores = store_asked_for(request.user, request.GET.get("store", ""))
    latest = latest_of(store)
    rows = people_of(store, latest)
    filters = PeopleFilter(request.GET, rows, user=request.user, stores=stores)
    values = filters.form.cleaned_data if filters.form.is_valid() else {}
    sheet = urlencode({"by": values.get("state") or "all", "store": store.pk})
    context = {
        "store": store,
        "latest": latest,
        "filter": filters,
        "page_obj": page_of(request, filters.qs),
        "waiting": rows.filter(has_signed=False).count() if latest else 0,
        "may_write": request.user.role in WRITERS,
        "as_sheet": f"{reverse(addresses['signatures_sheet'])}?{sheet}",
    }
    return render(request, "accounts/confidentiality/people.html", context)


@only_for(*WRITERS)
def confidentiality_write(request):
    """The next version, begun from the last one; below it all versions so far."""
    store, _stores = store_asked_for(request.user, request.GET.get("store", ""))
    last = latest_of(store)
    initial = {
        "text_zh": last.text_zh if last else "",
        "text_en": last.text_en if last else "",
        "counts_from": today_for(request.user, request.now),
    }
    offered = stores_of(request.user).order_by("code")
    form = AgreementForm(sent(request), stores=offered, initial=initial)

    def save():
        values = {name: form.cleaned_data[name] for name in ("text_zh", "text_en", "counts_from")}
        publish(by=request.user, now=request.now, stores=form.chosen, **values)
        messages.success(request, _("Published. Everybody is asked to sign it."))
        return reverse("accounts:confidentiality_list")

    if answer := save_once(request, form, save):
        return answer
    rows = Agreement.objects.visible_to(request.user).select_related("store", "published_by")
    context = {
        "form": form,
        "page_obj": page_of(request, rows.order_by("-published_at", "-pk"), 10),
        "cancel_url": reverse("accounts:confidentiality_list"),
    }
    return render(request, "accounts/confidentiality/write.html", context)
