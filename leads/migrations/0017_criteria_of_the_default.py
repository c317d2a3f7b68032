"""By what a grade of the default policy is recognised: where it is silent, as the car maker says (R3.2)."""

import tomllib
from pathlib import Path

from django.db import migrations

SHIPPED = Path(__file__).resolve().parent.parent / "grading" / "policies.toml"


def complete(apps, schema_editor):
    grades = apps.get_model("leads", "Grade").objects
    for policy in tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["policy"]:
        for row in policy["grades"]:
            silent = grades.filter(policy__code=policy["code"], code=row["code"], criteria="")
            silent.update(criteria=row.get("criteria", ""))


class Migration(migrations.Migration):
    dependencies = [("leads", "0016_market_notes_and_event_plans")]
    operations = [migrations.RunPython(complete, migrations.RunPython.noop)]
