"""Changes of rights are told on the bell; those whose mail is still owed are told there."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone

# A mail that could not be sent for so long said nothing new.
TOLD_WITHIN = timedelta(days=2)
HEADS = ("director", "general_manager")
WORDS = {*HEADS, "manager", "consultant", "reception", "finance", "marketing", "service"}
WORDS |= {"administrator", "yes", "no", "open", "closed", "waiting", "approved", "refused"}


def tell_what_is_owed(apps, schema_editor):
    change_model, notice_model, user_model = (
        apps.get_model("accounts", name) for name in ("RightsChange", "Notice", "User")
    )
    now = timezone.now()
    owed = change_model.objects.filter(is_owed=True, at__gt=now - TOLD_WITHIN).order_by("pk")
    for change in owed.select_related("person", "by", "store"):
        told = {change.person_id}
        if region := change.store.region_id if change.store else change.region_id:
            heads = user_model.objects.filter(role__in=HEADS, is_active=True, store=None)
            told |= set(heads.filter(region=region).values_list("pk", flat=True))
        values = {
            "by": _name(change.by) if change.by else _reason("rights.system"),
            "name": _name(change.person),
            "what": _reason(f"rights.what.{change.what}"),
            "before": _word(change.before),
            "after": _word(change.after),
        }
        notice_model.objects.bulk_create(
            [
                notice_model(
                    person_id=person,
                    kind=_kind(change, is_own=person == change.person_id),
                    key=change.pk,
                    values=values,
                    made_at=now,
                )
                for person in told - {change.by_id}
            ],
            ignore_conflicts=True,
        )


def _name(person):
    return person.full_name or person.username


def _reason(code):
    return {"code": code, "values": {}}


def _word(text):
    return _reason(f"rights.{text}") if text in WORDS else text or "–"


def _kind(change, *, is_own):
    if change.what == "password":
        return "rights.your_password" if is_own else "rights.their_password"
    return "rights.yours" if is_own else "rights.theirs"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0015_messengers")]

    operations = [
        migrations.RunPython(tell_what_is_owed, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="rightschange", name="rights_owed"),
        migrations.RemoveField(model_name="rightschange", name="is_owed"),
    ]
