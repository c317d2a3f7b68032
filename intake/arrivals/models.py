"""A lead: somebody who asked (R5.1), recorded before anything judges it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.queries import stores_of
from accounts.people.models import Role, Store
from foundation.money import FenField
from foundation.reason_codes import History
from leads.customers.models import Channel, Customer
from leads.events.models import MarketEvent
from leads.opportunities.models import Opportunity

from ..sources.models import LeadSource
from .rules import HISTORY_AFTER, LATE_AFTER

# Who works with all leads of a store; a consultant works with those that they were given.
SORTING_ROLES = (Role.MARKETING, Role.DIRECTOR, Role.MANAGER)


class LeadState(models.TextChoices):
    NEW = "new", pgettext_lazy("lead", "New")
    SET_ASIDE = "set_aside", _("Set aside")
    MERGED = "merged", _("Asked again")
    KNOWN = "known", _("Known customer")
    ASSIGNED = "assigned", pgettext_lazy("lead", "Assigned")
    CLOSED = "closed", pgettext_lazy("lead", "Closed")


# Of these something may still come.
STANDING = (LeadState.NEW, LeadState.KNOWN, LeadState.ASSIGNED)


class SetAside(models.TextChoices):
    """Why a lead is set aside, never dropped (R5.2)."""

    BAD_PHONE = "bad_phone", _("Wrong contact")
    NO_INTENT = "no_intent", _("No clear intent")
    TEST_DATA = "test_data", _("Test data")
    ASKED_BEFORE = "asked_before", _("Asked before, and was closed")
    OUTSIDE = "outside", _("Outside the region")
    OUT_OF_USE = "out_of_use", _("The card is out of use")
    LONG_AGO = "long_ago", _("Asked long ago")


def _led_by(user, path):
    """Nobody's yet, the manager's own or of their team; who has no manager is looked after by all."""
    person = f"{path}assigned_to"
    own = Q(**{person: None}) | Q(**{f"{person}__manager": user.pk}) | Q(**{person: user.pk})
    return own | Q(**{f"{person}__manager": None})


class LeadQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Their store's for marketing and who heads it, of what was given the team's for a manager (R1.3).

        Consultants see what they were given; they and reception what they took in and nobody has yet.
        """
        if user.role == Role.CONSULTANT:
            return self.filter(Q(assigned_to=user.pk) | Q(recorded_by=user.pk, assigned_to=None))
        if user.role == Role.RECEPTION:
            return self.filter(store=user.store_id, recorded_by=user.pk)
        if user.role == Role.MANAGER:
            # One that joined another is theirs as that one is.
            own = Q(into=None) & _led_by(user, "") | Q(into__isnull=False) & _led_by(user, "into__")
            # What was passed on since one of their team missed it: they answer for that.
            own |= Q(pk__in=Lead.objects.filter(assignments__before__manager=user.pk).values("pk"))
            return self.filter(own, store=user.store_id)
        if user.role in (*SORTING_ROLES, Role.GENERAL_MANAGER):
            return self.filter(store__in=stores_of(user))
        return self.none()

    def standing(self):
        """Those of which something may still come: not set aside, joined to another, closed."""
        return self.filter(state__in=STANDING)


class Lead(models.Model):
    """Somebody who asked, as they were recorded.

    ``phone`` is normalised, or empty where none can be called. ``sent_id``: the sender's own number of it,
    ``sent_to``: the store that it was sent to, wherever it went since. ``payload`` is what they sent,
    ``content`` its fingerprint, ``answer`` what they were told of it beyond that it is new;
    ``meant_for``: whom a file names as their consultant. ``received_at``: when they asked,
    ``recorded_at``: when we knew; ``sorted_at``: when it was judged. ``into``: the lead of the same number that
    it joined; of leads that were joined one ``is_counted``, as the store's policy says. ``customer``: whose card
    has the number, or which card it became. ``first_contact_by``: until when whoever has it owes the first
    contact; ``contacted_at``: of a lead without a card, when it took place; ``look_at``: when the clock looks
    at it next; ``missed_at``: when it found that nobody had called.
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="leads", verbose_name=_("store"))
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    source = models.ForeignKey(
        LeadSource,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name=_("source"),
    )
    sent_to = models.ForeignKey(Store, models.PROTECT, null=True, editable=False, related_name="+")
    sent_id = models.CharField(_("number at the source"), max_length=80, blank=True)
    event = models.ForeignKey(
        MarketEvent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="arrivals",
        verbose_name=_("market event"),
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=80, blank=True)
    phone = models.CharField(_("mobile phone"), max_length=20, blank=True)
    phone_given = models.CharField(_("number as it was given"), max_length=60, blank=True)
    wechat = models.CharField(_("WeChat ID"), max_length=60, blank=True)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    model = models.CharField(_("model"), max_length=80, blank=True)
    budget = FenField(_("budget"), null=True, blank=True)
    district = models.CharField(_("district"), max_length=80, blank=True)
    event_name = models.CharField(_("event as it was named"), max_length=80, blank=True)
    text = models.TextField(_("what they wrote"), max_length=2000, blank=True)
    payload = models.JSONField(default=dict, blank=True, editable=False)
    content = models.CharField(max_length=16, blank=True, editable=False)
    answer = models.JSONField(default=dict, blank=True, editable=False)
    received_at = models.DateTimeField(_("received at"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    meant_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    state = models.CharField(_("state"), max_length=10, choices=LeadState, default=LeadState.NEW)
    sorted_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=20, choices=SetAside, blank=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="joined")
    is_counted = models.BooleanField(default=True)
    customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name=_("customer"),
    )
    opportunity = models.ForeignKey(
        Opportunity, models.PROTECT, null=True, blank=True, related_name="leads"
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name=_("consultant"),
    )
    assigned_at = models.DateTimeField(_("assigned at"), null=True, blank=True)
    first_contact_by = models.DateTimeField(_("first contact by"), null=True, blank=True)
    contacted_at = models.DateTimeField(_("first contact"), null=True, blank=True)
    look_at = models.DateTimeField(null=True, blank=True, editable=False)
    missed_at = models.DateTimeField(null=True, blank=True, editable=False)

    history = History(excluded_fields=["payload", "content", "answer", "look_at"])
    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "sent_id"],
                condition=Q(source__isnull=False) & ~Q(sent_id=""),
                name="lead_once_per_source",
            ),
            models.UniqueConstraint(
                fields=["sent_to", "channel", "sent_id"],
                condition=Q(source=None) & ~Q(sent_id=""),
                name="lead_once_per_channel",
            ),
            models.CheckConstraint(
                condition=~Q(phone="", phone_given="", wechat="", email=""),
                name="lead_can_be_contacted",
            ),
            models.CheckConstraint(
                condition=Q(state="set_aside") & ~Q(reason="") | ~Q(state="set_aside"),
                name="lead_set_aside_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", into__isnull=False) | ~Q(state="merged"),
                name="lead_joined_to_a_lead",
            ),
            models.CheckConstraint(
                condition=Q(state="assigned", assigned_to__isnull=False, assigned_at__isnull=False)
                | ~Q(state="assigned"),
                name="lead_assigned_to_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "-received_at", "-id"], name="leads_of_a_store"),
            models.Index(fields=["store", "state", "-received_at"], name="leads_by_state"),
            models.Index(
                fields=["store", "phone", "received_at"],
                condition=~Q(phone=""),
                name="leads_by_phone",
            ),
            models.Index(fields=["assigned_to", "-assigned_at"], name="leads_of_a_person"),
            models.Index(fields=["recorded_by", "-received_at"], name="leads_by_recorder"),
            models.Index(fields=["state"], condition=Q(state="new"), name="leads_waiting"),
            models.Index(
                fields=["store", "missed_at"],
                condition=Q(missed_at__isnull=False),
                name="leads_missed",
            ),
            models.Index(
                fields=["store", "first_contact_by"],
                condition=Q(state="assigned", opportunity=None, contacted_at=None),
                name="leads_owed_without_card",
            ),
            models.Index(
                fields=["look_at"],
                condition=Q(look_at__isnull=False),
                name="leads_to_look_at",
            ),
        ]

    def __str__(self):
        return self.name or f"#{self.pk}"

    @property
    def is_incomplete(self):
        """It lacks the model or the budget: it is taken, and marked (R5.1)."""
        return not self.model or self.budget is None

    @property
    def is_late(self):
        """A file told of them more than 7 days after they asked: no first contact is owed by a clock."""
        return self.source_id is None and self.recorded_at - self.received_at > LATE_AFTER

    @property
    def is_history(self):
        """A file told of them more than 90 days after they asked: it is told of what was."""
        return self.source_id is None and self.recorded_at - self.received_at > HISTORY_AFTER

    @property
    def is_waiting(self):
        return self.state == LeadState.NEW


class IntakePolicy(models.Model):
    """What a store says of its leads: ``districts`` are those it sells in, none named is everywhere.

    ``last_counts``: of leads that were joined the last arrival counts in figures, not the first.
    """

    store = models.OneToOneField(Store, models.CASCADE, related_name="intake_policy")
    districts = models.JSONField(_("districts"), default=list, blank=True)
    last_counts = models.BooleanField(_("the last source counts"), default=False)

    history = History()

    class Meta:
        verbose_name = _("policy of leads")
        verbose_name_plural = _("policies of leads")

    def __str__(self):
        return str(self.store)
