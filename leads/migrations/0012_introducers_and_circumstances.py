from django.db import migrations, models

from leads.customers.services import tidy_introducer


def tidy_numbers(apps, schema_editor):
    """As cards have their numbers, so that the introducer's own card is found."""
    rows = apps.get_model("leads", "Customer").objects.exclude(introducer_phone="")
    for pk, phone in rows.values_list("pk", "introducer_phone"):
        if (tidy := tidy_introducer(phone)) != phone:
            rows.filter(pk=pk).update(introducer_phone=tidy)


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0011_feedback_of_talks"),
    ]

    operations = [
        *(
            migrations.AddField(
                model_name=name,
                name="circumstances",
                field=models.CharField(
                    blank=True, max_length=300, verbose_name="other circumstances"
                ),
            )
            for name in ("customer", "historicalcustomer")
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("introducer_phone", ""), _negated=True),
                fields=["store", "introducer_phone"],
                name="introduced_by_phone",
            ),
        ),
        migrations.RunPython(tidy_numbers, migrations.RunPython.noop),
    ]
