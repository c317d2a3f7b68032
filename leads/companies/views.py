"""People, vehicles and contracts of a company: a new one from its page, and corrections (R14.2)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.queries import CUSTOMER_ROLES
from accounts.confidentiality.views import signed_first
from foundation.once import save_once, sent
from foundation.pages import only_for

from ..customers.models import Customer
from ..customers.queries import get_customer_for
from ..prospecting.queries import get_target_for
from .forms import FORMS
from .queries import PARTS, part_for
from .services import add_part, change_part


def _page_of(owner):
    """Where all of the company stands."""
    of_card = isinstance(owner, Customer)
    return reverse("followups:customer_card" if of_card else "followups:target", args=[owner.pk])


@only_for(*CUSTOMER_ROLES)
def add_to_card(request, pk, part):
    return _add(request, get_customer_for(request.user, pk), part)


@only_for(*CUSTOMER_ROLES)
def add_to_target(request, pk, part):
    target = get_target_for(request.user, pk)
    if not target.is_on_list and request.method != "POST":
        return redirect(_page_of(target))
    return _add(request, target, part)


def _add(request, owner, part):
    def write(values):
        return add_part(part, by=request.user, now=request.now, owner=owner, **values)

    return _edit(request, PARTS[part](), owner, part, write)


@only_for(*CUSTOMER_ROLES)
@signed_first
def part_edit(request, pk, part):
    row = part_for(request.user, part, pk)
    if row is None:
        raise Http404

    def write(values):
        return change_part(part, pk, by=request.user, now=request.now, **values)

    return _edit(request, row, row.owner, part, write)


def _edit(request, row, owner, part, write):
    on = owner.store.business_date(request.now)
    form = FORMS[part](sent(request), instance=row, on=on)

    def save():
        saved = write(form.values())
        messages.success(request, _("%(name)s is saved.") % {"name": saved})
        return _page_of(owner)

    if answer := save_once(request, form, save):
        return answer
    context = {
        "form": form,
        "owner": owner,
        "what": row._meta.verbose_name,
        "cancel_url": _page_of(owner),
    }
    return render(request, "leads/companies/form.html", context)
