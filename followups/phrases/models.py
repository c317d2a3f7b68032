"""Phrases that a person, or a store for all its people, keeps or does not want to see."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.people.models import Store

from .rules import LONGEST


class Field(models.TextChoices):
    """The field of a contact that a phrase is written into."""

    CONTENT = "content", _("What was said")
    FEEDBACK = "feedback", _("Customer feedback")
    NEXT = "next", _("What to talk about")
    INTERESTS = "interests", _("Points of interest")
    OBJECTIONS = "objections", _("Objections")
    INTRODUCED = "introduced", _("What was introduced")
    REMARKS = "remarks", _("Remarks")


# Of a note that is taken by its parts; the next step is what to talk about next (R12.5).
PARTS = (Field.INTERESTS, Field.OBJECTIONS, Field.INTRODUCED, Field.REMARKS)


class Phrase(models.Model):
    """``person``: whose own it is, else it is the store's; one ``is_hidden`` is offered no more."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="phrases")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="phrases"
    )
    field = models.CharField(_("field"), max_length=10, choices=Field)
    text = models.CharField(_("phrase"), max_length=LONGEST)
    is_hidden = models.BooleanField(_("hidden"), default=False)
    set_at = models.DateTimeField(_("set at"))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("phrase")
        verbose_name_plural = _("phrases")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "field", "text"],
                condition=Q(person__isnull=False),
                name="phrase_once_by_person",
            ),
            models.UniqueConstraint(
                fields=["store", "field", "text"],
                condition=Q(person=None),
                name="phrase_once_by_store",
            ),
        ]

    def __str__(self):
        return self.text
