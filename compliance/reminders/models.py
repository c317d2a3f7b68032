"""Digests by e-mail and chat robot (R10.1)."""

from datetime import time

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.notices.models import Notice
from accounts.people.models import Messenger, Store
from foundation.deliveries import AbstractDelivery


class ChatRobot(models.Model):
    """A store's webhook; ``secret`` signs its messages where the robot asks for it."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="robots", verbose_name=_("store"))
    format = models.CharField(_("format"), max_length=10, choices=Messenger)
    url = models.URLField(_("address"), max_length=400)
    secret = models.CharField(_("secret"), max_length=200, blank=True)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default="zh-hans"
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("chat robot")
        verbose_name_plural = _("chat robots")

    def __str__(self):
        return f"{self.store} {self.get_format_display()}"


class DigestKind(models.TextChoices):
    MORNING = "morning", _("Morning")
    CLOSING = "closing", _("Closing time")


class Delivery(AbstractDelivery):
    """A digest owed to a person or a robot."""

    kind = models.CharField(_("kind"), max_length=10, choices=DigestKind)
    on = models.DateField(_("date"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="deliveries"
    )
    robot = models.ForeignKey(
        ChatRobot, models.CASCADE, null=True, blank=True, related_name="deliveries"
    )

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "on", "user"],
                condition=models.Q(robot=None),
                name="one_digest_per_person",
            ),
            models.UniqueConstraint(
                fields=["kind", "on", "robot"],
                condition=models.Q(user=None),
                name="one_digest_per_robot",
            ),
            models.CheckConstraint(
                condition=models.Q(user=None, robot__isnull=False)
                | models.Q(user__isnull=False, robot=None),
                name="delivery_to_one_receiver",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "next_try_at"],
                condition=models.Q(state__in=["waiting", "sending"]),
                name="delivery_unfinished",
            ),
            models.Index(fields=["on", "state"]),
        ]

    def __str__(self):
        return f"{self.kind} {self.on}"


class PersonalMessages(models.Model):
    """How a store's people are told of what stands on their bell, outside the quiet hours (R10.3).

    By the store's application at a messenger, to those who are known there; else by mail. ``app_id``
    is WeCom's CorpID, DingTalk's AppKey, Feishu's App ID. Without a row it is mail.
    """

    store = models.OneToOneField(Store, models.CASCADE, related_name="personal_messages")
    format = models.CharField(_("messenger"), max_length=10, choices=Messenger, blank=True)
    app_id = models.CharField(_("ID of the company or application"), max_length=100, blank=True)
    agent_id = models.CharField(_("AgentID"), max_length=40, blank=True)
    secret = models.CharField(_("secret"), max_length=200, blank=True)
    quiet_from = models.TimeField(_("quiet from"), default=time(21))
    quiet_until = models.TimeField(_("quiet until"), default=time(8))

    class Meta:
        verbose_name = _("personal messages")
        verbose_name_plural = _("personal messages")

    def __str__(self):
        return str(self.store)


class Way(models.TextChoices):
    MAIL = "mail", _("E-mail")
    MESSENGER = "messenger", _("Messenger")


class Letter(AbstractDelivery):
    """What a person was told since the last one, as one message."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="letters")
    way = models.CharField(_("way"), max_length=10, choices=Way)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("personal message")
        verbose_name_plural = _("personal messages")
        indexes = [
            models.Index(
                fields=["state", "next_try_at"],
                condition=models.Q(state__in=["waiting", "sending"]),
                name="letter_unfinished",
            ),
            models.Index(fields=["made_at"]),
        ]

    def __str__(self):
        return f"{self.user} {self.made_at}"


class LetterLine(models.Model):
    """A notice goes into one letter and never into a second."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="lines")
    notice = models.OneToOneField(Notice, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("line of a personal message")
        verbose_name_plural = _("lines of personal messages")

    def __str__(self):
        return str(self.notice)
