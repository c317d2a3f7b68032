"""The text in its versions, and each person's signature (R13.4)."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..access.queries import stores_of
from ..people.models import Store


class AgreementQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(store__in=stores_of(user))

    def latest(self):
        """The last version of each store, whether it counts already or not."""
        newer = Agreement.objects.filter(
            store=models.OuterRef("store"), number__gt=models.OuterRef("number")
        )
        return self.filter(~models.Exists(newer))


class Agreement(models.Model):
    """A version of a store's text; it counts from the beginning of ``counts_from``, which is ``begins_at``.

    It is never changed: another text is a further version.
    """

    store = models.ForeignKey(
        Store, models.PROTECT, related_name="agreements", verbose_name=_("store")
    )
    number = models.PositiveIntegerField(_("version"))
    text_zh = models.TextField(_("text in Chinese"))
    text_en = models.TextField(_("text in English"), blank=True)
    counts_from = models.DateField(_("counts from"))
    begins_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(_("published at"))

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("confidentiality agreement")
        verbose_name_plural = _("confidentiality agreements")
        ordering = ["store", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["store", "number"], name="one_agreement_a_store_and_number"
            )
        ]

    def __str__(self):
        return f"{self.store_id} {self.number}"

    @property
    def text(self):
        """In the reader's language where there is one."""
        is_chinese = (get_language() or "").startswith("zh")
        return self.text_zh if is_chinese or not self.text_en else self.text_en


class Signature(models.Model):
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="signatures")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="signatures")
    signed_at = models.DateTimeField(_("signed at"))

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [models.UniqueConstraint(fields=["agreement", "person"], name="signed_once")]

    def __str__(self):
        return f"{self.person} {self.agreement}"
