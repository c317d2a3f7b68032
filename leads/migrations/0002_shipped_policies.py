"""The grading policies S0 (default), S1 and S2, as leads/grading/policies.toml has them (R3.2)."""

import tomllib
from pathlib import Path
from django.db import migrations


SHIPPED = Path(__file__).resolve().parent.parent / "grading" / "policies.toml"


def ship(apps, schema_editor):
    GradingPolicy = apps.get_model("leads", "GradingPolicy")
    Grade = apps.get_model("leads", "Grade")
    known = {field.name for field in GradingPolicy._meta.fields}
    grades = []
    for policy in tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["policy"]:
        rows = policy.pop("grades")
        # What later migrations add, they set.
        terms = {name: value for name, value in policy.items() if name in known}
        made = GradingPolicy.objects.create(**terms)
        grades += [Grade(policy=made, sort_order=n, **row) for n, row in enumerate(rows, 1)]
    Grade.objects.bulk_create(grades)


def withdraw(apps, schema_editor):
    apps.get_model("leads", "GradingPolicy").objects.filter(code__in=["S0", "S1", "S2"]).delete()


class Migration(migrations.Migration):
    dependencies = [("leads", "0001_initial")]
    operations = [migrations.RunPython(ship, withdraw)]
