"""What a person was told, and the kinds of it, which the rooms above declare (R10.3)."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.reason_codes import Reason, declare

OPEN = declare("notice.open", pgettext_lazy("notice", "Open"))


@dataclass(frozen=True)
class NoticeKind:
    """``said`` and ``act`` are reasons of the house, filled with a notice's values when it is read.

    ``page`` names the address that the notice leads to; ``stands``: until read it is a banner on the
    person's first page. What is said goes out by mail and chat as well: of a customer no more than
    ``customer``, their surname.
    """

    code: str
    said: Reason
    act: Reason
    icon: str
    page: str
    stands: bool = False


KINDS: dict[str, NoticeKind] = {}


def notice(
    code: str, sentence: Any, *, icon: str, page: str, act: Any = None, stands: bool = False
) -> NoticeKind:
    """Declare a kind of notice, in the module ``notices`` of the room whose event it is."""
    said = declare(code, sentence)
    return NoticeKind(code, said, declare(f"{code}.act", act) if act else OPEN, icon, page, stands)


def register(*kinds: NoticeKind) -> None:
    """Let people be told of these; called in ``AppConfig.ready()``."""
    KINDS.update({kind.code: kind for kind in kinds})


class NoticeQuerySet(models.QuerySet):
    def unread(self):
        return self.filter(read_at=None)

    def standing(self):
        """Those that are a banner until they are read."""
        codes = [code for code, kind in KINDS.items() if kind.stands]
        return self.unread().filter(kind__in=codes)


class Notice(models.Model):
    """One event as one person is told of it; ``key`` is the record that it happened to.

    ``mark`` tells several events of a kind apart that happen to the same record. ``target`` is the
    record that the page shows, where that is another one. ``is_owed``: mail and chat have yet to see to it.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(_("kind"), max_length=40)
    key = models.BigIntegerField()
    mark = models.CharField(max_length=40, blank=True)
    target = models.BigIntegerField(null=True)
    values = models.JSONField(default=dict)
    made_at = models.DateTimeField(_("told at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    is_owed = models.BooleanField(default=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "key", "mark"], name="told_once_of_an_event"
            )
        ]
        indexes = [
            models.Index(fields=["person", "-made_at", "-id"], name="notices_of_a_person"),
            models.Index(
                fields=["person", "read_at", "kind"], condition=Q(read_at=None), name="unread"
            ),
            models.Index(fields=["kind", "key"], name="notices_of_a_record"),
            models.Index(fields=["made_at"], name="notices_by_age"),
            models.Index(fields=["made_at"], condition=Q(is_owed=True), name="notices_owed"),
        ]

    def __str__(self):
        return str(self._with_values(self.of_kind.said))

    @property
    def of_kind(self):
        return KINDS[self.kind]

    @property
    def act(self):
        """What the person can do about it, and until when, in the present language."""
        return str(self._with_values(self.of_kind.act))

    @property
    def url(self):
        """The page that it leads to."""
        name, target = self.of_kind.page, self.target
        return reverse(name, args=[] if target is None else [target])

    def _with_values(self, reason):
        return Reason.from_json({"code": reason.code, "values": self.values})
