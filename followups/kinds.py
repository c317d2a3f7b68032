"""What each kind of deadline is called, on every page and in every filter (R6)."""

from django.utils.translation import gettext_lazy as _

from .rules.deadlines import Kind

LABELS = {
    Kind.OVERDUE_ACTIVITY: _("Overdue activity"),
    Kind.EXPIRED_OPPORTUNITY: _("Expired purchase date"),
    Kind.MISSING_NEXT_PLAN: _("No next plan"),
    Kind.CADENCE_BREACH: _("Contact interval exceeded"),
    Kind.SUSPECTED_EVASION: _("Suspected evasion"),
    Kind.NO_EFFECTIVE_CONTACT: _("30 days without effective contact"),
    Kind.MISSED_CALLBACK: _("Call-back missed"),
}
