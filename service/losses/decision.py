"""Losses wait for a call; they are decided one by one, on their own page, after the customer was asked."""

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy

from accounts.access.queries import ASSESSING_ROLES, stores_of
from followups.activities.queries import last_contacts
from foundation.decisions import EARLIER, Earlier, Kind
from leads.customers.queries import may_open

from .models import DECIDED, LossReview


def _decided(user):
    return LossReview.objects.visible_to(user).decided()


def _load(keys):
    rows = LossReview.objects.select_related(
        "store", "opportunity__customer__consultant", "opportunity__grade", "opportunity__consultant",
        "consultant", "decided_by", "lost_by",
    )  # fmt: skip
    return rows.in_bulk(keys)


def _deciders(user):
    return Q(pk__in=LossReview.objects.to_call(user).values("pk"))


def _evidence(review, *, user, on):
    """The intent with its last contacts, the calls so far, and the person's earlier losses that were reviewed."""
    intent = review.opportunity
    intent.contacts = last_contacts([intent.pk])[intent.pk]
    rows = LossReview.objects.filter(
        consultant=review.consultant_id, state__in=DECIDED, store__in=stores_of(user)
    )
    earlier = [
        Earlier(
            localtime(row.asked_at).date(),
            str(row.opportunity.customer),
            row.get_state_display(),
            row.decision_reason,
        )
        for row in rows.select_related("opportunity__customer").order_by("-pk")[:EARLIER]
    ]
    return {
        "review": review,
        "customer": intent.customer,
        "may_open_card": may_open(user, intent.customer),
        "intents": [intent],
        "calls": review.calls.select_related("by"),
        "earlier": earlier,
    }


KIND = Kind(
    code="loss",
    label=gettext_lazy("Losses to review"),
    name=LossReview._meta.verbose_name,
    icon="telephone-outbound",
    place=45,
    announced=gettext_lazy("Losses to review"),
    roles=ASSESSING_ROLES,
    rows=LossReview.objects.waiting,
    since="asked_at",
    person="opportunity__consultant",
    store="store",
    deciders=_deciders,
    decided=_decided,
    load=_load,
    row_template="service/losses/_waiting.html",
    page=lambda review: reverse("service:loss", args=[review.pk]),
    about="customer",
    rule=lambda review: gettext_lazy(
        "Rule: a customer who was warm is lost only once somebody else has asked them."
    ),
    evidence=_evidence,
    evidence_template="service/losses/_evidence.html",
)
