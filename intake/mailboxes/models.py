"""The mailbox of a source, and what became of each mail in it (R5.1, R5.2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.reason_codes import History

from ..arrivals.models import Lead
from ..sources.models import LeadSource


class Security(models.TextChoices):
    TLS = "tls", _("TLS (usually port 993)")
    STARTTLS = "starttls", _("STARTTLS (usually port 143)")


class Trouble(models.TextChoices):
    """Why a mailbox could not be read the last time."""

    REFUSED = "refused", _("The log-in was refused: check user name and password.")
    UNREACHABLE = "unreachable", _("The server does not answer: check its name and port.")
    CERTIFICATE = "certificate", _("The server's certificate is not valid for this name.")
    FOLDER = "folder", _("There is no such folder.")
    NO_TLS = "no_tls", _("The server offers no STARTTLS.")
    BROKEN = "broken", _("The connection broke off on the way.")
    OWN_NETWORK = "own_network", _("The name leads into our own network.")
    NO_STORE = "no_store", _("There is no store to which the leads could go.")
    SEALED = "sealed", _("The password can no longer be read: enter it anew.")
    GIVEN = "given", _("What the environment gives for it cannot be used: see the log.")


class Mailbox(models.Model):
    """Read again and again, never changed there. The password lies sealed.

    ``labels``: what portals call our fields in their mails. Mails that came before ``since`` are left alone;
    of those after it all up to ``last_uid`` were read, as long as the server keeps to ``uid_validity``.
    ``broke_at``: the mail at which the last visits broke off, ``broke_times`` in a row. ``claimed_at``: a worker
    reads it now. ``failures`` in a row, ``failing_since`` the first of them.
    """

    source = models.OneToOneField(
        LeadSource, models.CASCADE, related_name="mailbox", verbose_name=_("source")
    )
    host = models.CharField(_("server"), max_length=200)
    port = models.PositiveIntegerField(_("port"), default=993)
    security = models.CharField(
        _("security"), max_length=10, choices=Security, default=Security.TLS
    )
    user_name = models.CharField(_("user name"), max_length=200)
    password = models.TextField(editable=False)
    folder = models.CharField(_("folder"), max_length=200, default="INBOX")
    labels = models.JSONField(_("names of fields"), default=dict, blank=True)
    since = models.DateField(_("mails since"))
    is_paused = models.BooleanField(_("paused"), default=False)
    uid_validity = models.BigIntegerField(default=0, editable=False)
    last_uid = models.BigIntegerField(default=0, editable=False)
    broke_at = models.BigIntegerField(default=0, editable=False)
    broke_times = models.PositiveSmallIntegerField(default=0, editable=False)
    polled_at = models.DateTimeField(_("last read"), null=True, blank=True)
    taken = models.PositiveIntegerField(default=0, editable=False)
    error = models.CharField(_("error"), max_length=20, choices=Trouble, blank=True)
    failures = models.PositiveIntegerField(default=0, editable=False)
    failing_since = models.DateTimeField(null=True, blank=True, editable=False)
    next_poll_at = models.DateTimeField(null=True, blank=True, editable=False)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)

    history = History(
        excluded_fields=[
            "password",
            "uid_validity",
            "last_uid",
            "broke_at",
            "broke_times",
            "polled_at",
            "taken",
            "error",
            "failures",
            "failing_since",
            "next_poll_at",
            "claimed_at",
        ]
    )

    class Meta:
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")

    def __str__(self):
        return f"{self.user_name} · {self.host}"


class MailState(models.TextChoices):
    TAKEN = "taken", _("Taken as a lead")
    SET_ASIDE = "set_aside", _("Set aside")
    IGNORED = "ignored", _("No lead")
    AGAIN = "again", _("Is read again")


class MailReason(models.TextChoices):
    """Why a mail became no lead."""

    NO_CONTACT = "no_contact", _("Nothing by which anybody could be contacted")
    UNREADABLE = "unreadable", _("It cannot be read")
    TOO_LARGE = "too_large", _("Larger than 10 MB")
    GONE = "gone", _("No longer in the mailbox")
    AUTO_REPLY = "auto_reply", _("An automatic answer")
    BOUNCE = "bounce", _("A notice that a mail could not be delivered")
    BULK = "bulk", _("A circular or an automatic notice")
    SPAM = "spam", _("The server says that it is spam")
    OWN = "own", _("From ourselves")


class Mail(models.Model):
    """A mail of the mailbox, once by its place there and once by what it is.

    ``key``: a digest of its Message-ID, else of the whole of it. ``uid_validity`` is negative where the mail was
    read in a folder that the mailbox had before.
    """

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="mails")
    uid_validity = models.BigIntegerField()
    uid = models.BigIntegerField()
    key = models.CharField(max_length=40, blank=True)
    sender = models.CharField(_("sender"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    came_at = models.DateTimeField(_("came at"), null=True, blank=True)
    read_at = models.DateTimeField(_("read at"))
    state = models.CharField(_("state"), max_length=10, choices=MailState)
    reason = models.CharField(_("reason"), max_length=20, choices=MailReason, blank=True)
    lead = models.ForeignKey(Lead, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mailbox", "uid_validity", "uid"], name="mail_once_by_place"
            ),
            models.UniqueConstraint(
                fields=["mailbox", "key"], condition=~models.Q(key=""), name="mail_once_by_content"
            ),
        ]
        indexes = [models.Index(fields=["mailbox", "state", "-id"], name="mails_by_state")]

    def __str__(self):
        return self.subject or f"#{self.uid}"
