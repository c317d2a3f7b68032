"""What the night suspects, and what people answered to it (R2.5, R13.4)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import owned_by_visible_staff, stores_of
from accounts.people.models import Role, Store
from leads.customers.models import Customer, Lifecycle

from ...arrivals.models import SORTING_ROLES, Lead


class Why(models.TextChoices):
    ID_NUMBER = "id_number", _("the same ID number")
    WECHAT = "wechat", _("the same WeChat ID")
    EMAIL = "email", _("the same e-mail address")
    NUMBER = "number", _("one's WeChat ID is the other's number")
    NEAR_NUMBER = "near_number", _("the same name, and almost the same number")
    NAME = "name", _("the same name, district and model")


class SuspicionQuerySet(models.QuerySet):
    def open(self):
        """Those that nobody has answered, of cards in use."""
        rows = self.filter(answered_at=None)
        for card in ("card", "other_card"):
            rows = rows.exclude(**{f"{card}__lifecycle": Lifecycle.INACTIVE})
        return rows

    def visible_to(self, user):
        """Pairs of cards for who may open both; with a lead, for who may see it (R1.3)."""
        if user.role not in SORTING_ROLES:
            return self.none()
        both = Q(lead=None)
        for card in ("card", "other_card"):
            both &= owned_by_visible_staff(user, person=f"{card}__consultant", store="store")
        leads = Q(lead__in=Lead.objects.visible_to(user))
        rows = self.filter(store__in=stores_of(user))
        return rows.filter(leads if user.role == Role.MARKETING else both | leads)


class Suspicion(models.Model):
    """Two cards, a lead and a card, or two leads, that may be one person; ``answered_at``: they are not.

    ``card`` has the lower key of two cards, ``lead`` the later of two leads.
    """

    store = models.ForeignKey(Store, models.CASCADE, related_name="+")
    why = models.CharField(_("why"), max_length=12, choices=Why)
    card = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="+")
    other_card = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="+")
    lead = models.ForeignKey(Lead, models.CASCADE, null=True, related_name="+")
    other_lead = models.ForeignKey(Lead, models.CASCADE, null=True, related_name="+")
    found_at = models.DateTimeField(_("found at"))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered at"), null=True)

    objects = SuspicionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suspected duplicate")
        verbose_name_plural = _("suspected duplicates")
        constraints = [
            models.UniqueConstraint(fields=["card", "other_card"], name="one_suspicion_of_cards"),
            models.UniqueConstraint(fields=["lead", "card"], name="one_suspicion_of_lead_and_card"),
            models.UniqueConstraint(fields=["lead", "other_lead"], name="one_suspicion_of_leads"),
            models.CheckConstraint(
                condition=Q(lead=None, other_lead=None, card__lt=F("other_card"))
                | Q(lead__isnull=False, card__isnull=False, other_card=None, other_lead=None)
                | Q(lead__gt=F("other_lead"), card=None, other_card=None),
                name="suspicion_of_two",
            ),
        ]
        indexes = [
            models.Index(
                fields=["store", "-found_at", "-id"],
                condition=Q(answered_at=None),
                name="suspicions_open",
            )
        ]

    def __str__(self):
        return f"{self.store_id} {self.why}"


class WhyDead(models.TextChoices):
    WRONG = "wrong_number", _("another person's number")
    UNANSWERED = "unanswered", _("nobody answers")
    INVENTED = "invented", _("no such number")


class DeadNumberQuerySet(models.QuerySet):
    def open(self):
        return self.filter(answered_at=None).exclude(card__lifecycle=Lifecycle.INACTIVE)

    def visible_to(self, user):
        """Those of cards that the user may open (R1.3)."""
        if user.role not in SORTING_ROLES:
            return self.none()
        return self.filter(owned_by_visible_staff(user, person="card__consultant", store="store"))


class DeadNumber(models.Model):
    """A card whose number seems dead by its contacts up to ``last_on``; answered: the number is right."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="+")
    card = models.OneToOneField(Customer, models.CASCADE, related_name="+")
    why = models.CharField(_("why"), max_length=12, choices=WhyDead)
    phone = models.CharField(max_length=20)
    last_on = models.DateField(_("last contact"), null=True)
    found_at = models.DateTimeField(_("found at"))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered at"), null=True)

    objects = DeadNumberQuerySet.as_manager()

    class Meta:
        verbose_name = _("dead number")
        verbose_name_plural = _("dead numbers")
        indexes = [
            models.Index(
                fields=["store", "-found_at", "-id"],
                condition=Q(answered_at=None),
                name="dead_numbers_open",
            )
        ]

    def __str__(self):
        return f"{self.store_id} {self.why}"
