"""Each policy gets a grade for who has ordered (R3.1): that of the telesales desk had none.

Who ordered before keeps the grade they have; from now on an order gives it.
"""

from django.db import migrations
from django.db.models import Max

WEEK = {False: 7, True: 5}


def complete(apps, schema_editor):
    Grade = apps.get_model("leads", "Grade")
    policies = apps.get_model("leads", "GradingPolicy").objects
    for policy in policies.exclude(grades__is_ordered=True).exclude(grades__code="O"):
        last = Grade.objects.filter(policy=policy).aggregate(last=Max("sort_order"))["last"]
        Grade.objects.create(
            policy=policy,
            code="O",
            name="Ordered",
            is_ordered=True,
            cadence=WEEK[policy.counts_working_days],
            sort_order=(last or 0) + 1,
        )


class Migration(migrations.Migration):
    dependencies = [("leads", "0012_introducers_and_circumstances")]
    operations = [migrations.RunPython(complete, migrations.RunPython.noop)]
