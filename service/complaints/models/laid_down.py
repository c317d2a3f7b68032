"""What a store lays down: kinds and causes, terms, its public page; what was changed about a cause (R14.1)."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import stores_of
from accounts.people.models import Role, Store
from foundation.reason_codes import History
from intake.public_forms.models import new_slug

from .. import rules


class Severity(models.TextChoices):
    CRITICAL = rules.CRITICAL, _("Critical")
    SERIOUS = rules.SERIOUS, _("Serious")
    ORDINARY = rules.ORDINARY, _("Ordinary")


class OfStores(models.QuerySet):
    def visible_to(self, user):
        """Those of the stores of customer service and of who heads them."""
        if not (user.heads or user.role == Role.SERVICE):
            return self.none()
        return self.filter(store__in=stores_of(user))


class ComplaintCause(models.Model):
    """A kind of complaints, or with ``kind`` a cause within it. A retired one is offered no more."""

    store = models.ForeignKey(Store, models.PROTECT, related_name="complaint_causes")
    kind = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="causes",
        verbose_name=_("kind"),
    )
    name = models.CharField(_("name"), max_length=40)
    is_retired = models.BooleanField(_("no longer offered"), default=False)

    history = History()
    objects = OfStores.as_manager()

    class Meta:
        verbose_name = _("cause of complaints")
        verbose_name_plural = _("causes of complaints")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], name="one_cause_per_name"),
            models.UniqueConstraint(
                fields=["store", "name"], condition=Q(kind=None), name="one_kind_per_name"
            ),
        ]

    def __str__(self):
        return self.name


class CauseChange(models.Model):
    """What was changed about a cause, so that it complains no more."""

    cause = models.ForeignKey(ComplaintCause, models.PROTECT, related_name="changes")
    text = models.TextField(_("what was changed"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on = models.DateField(_("date"))
    written_at = models.DateTimeField(_("written at"))

    history = History()

    class Meta:
        verbose_name = _("change about a cause")
        verbose_name_plural = _("changes about causes")
        ordering = ["-on", "-pk"]

    def __str__(self):
        return self.text[:40]


def _minutes(label):
    bounds = [MinValueValidator(rules.SHORTEST), MaxValueValidator(rules.LONGEST_TERM)]
    return models.PositiveIntegerField(label, validators=bounds)


class ComplaintTerm(models.Model):
    """How soon a store answers by severity: ``minutes`` of opening hours, then the manager is told;

    ``further`` ones later the director.
    """

    store = models.ForeignKey(Store, models.CASCADE, related_name="complaint_terms")
    severity = models.CharField(_("severity"), max_length=10, choices=Severity)
    minutes = _minutes(_("minutes of opening hours"))
    further = _minutes(_("further minutes until the director is told"))

    history = History()

    class Meta:
        verbose_name = _("term of complaints")
        verbose_name_plural = _("terms of complaints")
        constraints = [
            models.UniqueConstraint(fields=["store", "severity"], name="one_term_per_severity")
        ]

    def __str__(self):
        return f"{self.get_severity_display()} {self.minutes}"


class ComplaintPage(models.Model):
    """Where customers of a store complain by themselves; whoever knows ``slug`` may, while it is active."""

    store = models.OneToOneField(Store, models.CASCADE, related_name="complaint_page")
    slug = models.CharField(max_length=22, unique=True, default=new_slug, editable=False)
    is_active = models.BooleanField(_("active"), default=True)

    # What they agree to is the usual wording of a form of the public.
    purpose = ""
    history = History()
    objects = OfStores.as_manager()

    class Meta:
        verbose_name = _("page for complaints")
        verbose_name_plural = _("pages for complaints")

    def __str__(self):
        return _now("What went wrong?")


class PageSending(models.Model):
    """Somebody sent the page; of their address only a keyed digest is kept, for a day."""

    page = models.ForeignKey(ComplaintPage, models.CASCADE, related_name="sendings", db_index=False)
    address = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["page", "at"], name="complaints_of_a_page"),
            models.Index(fields=["page", "address", "at"], name="complaints_by_address"),
        ]

    def __str__(self):
        return f"{self.page_id} {self.at}"
