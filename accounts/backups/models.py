"""One copy of the site a day, and whether a restore of it was tried (R13.4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BackupRun(models.Model):
    """The copy of the day ``on``. Whoever makes it holds it by ``mark``, from ``began_at`` on.

    ``name`` is that of the file while it is kept. ``error`` says why it was not made, ``trial_error`` why it
    could not be restored; ``rows`` and ``files`` are counted in it.
    """

    on = models.DateField(_("date"), unique=True)
    mark = models.UUIDField(null=True)
    began_at = models.DateTimeField(_("began at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    name = models.CharField(_("file"), max_length=100, blank=True)
    size = models.BigIntegerField(_("size"), null=True, blank=True)
    rows = models.BigIntegerField(_("rows"), null=True, blank=True)
    files = models.BigIntegerField(_("files"), null=True, blank=True)
    is_sealed = models.BooleanField(_("sealed"), default=False)
    error = models.CharField(_("error"), max_length=500, blank=True)
    tried_at = models.DateTimeField(_("restore tried at"), null=True, blank=True)
    trial_error = models.CharField(_("error of the restore"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("backup")
        verbose_name_plural = _("backups")
        ordering = ["-on"]

    def __str__(self):
        return str(self.on)

    @property
    def is_made(self):
        return self.ended_at is not None and not self.error
