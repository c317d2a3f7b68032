from django.db import migrations, models
from django.db.models import Exists, F, OuterRef


def mark_first_contacts(apps, schema_editor):
    """Of the day on which the card was opened, the first entry that is on it."""
    rows = apps.get_model("reception", "Visit").objects.filter(struck_at=None)
    earlier = rows.filter(customer=OuterRef("customer"), arrived_at__lt=OuterRef("arrived_at"))
    rows.filter(~Exists(earlier), customer__registered_on=F("on")).update(is_first_contact=True)


class Migration(migrations.Migration):
    dependencies = [
        ("reception", "0002_reasons"),
        ("leads", "0010_reasons"),
    ]

    operations = [
        *(
            migrations.AddField(
                model_name=name,
                name="confirmed_at",
                field=models.DateTimeField(blank=True, null=True, verbose_name="confirmed at"),
            )
            for name in ("historicalvisit", "visit")
        ),
        *(
            migrations.AddField(
                model_name=name,
                name="is_first_contact",
                field=models.BooleanField(default=False, verbose_name="first contact"),
            )
            for name in ("historicalvisit", "visit")
        ),
        migrations.RunPython(mark_first_contacts, migrations.RunPython.noop),
    ]
