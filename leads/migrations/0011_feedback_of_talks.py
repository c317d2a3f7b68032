"""Whether a talk needs the customer's feedback (R4.3); talks that are on record stay as they are."""

import tomllib
from pathlib import Path

from django.db import migrations, models

SHIPPED = Path(__file__).resolve().parent.parent / "grading" / "policies.toml"


def set_shipped(apps, schema_editor):
    policies = apps.get_model("leads", "GradingPolicy").objects
    for policy in tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["policy"]:
        required = policy.get("feedback_required", True)
        policies.filter(code=policy["code"]).update(feedback_required=required)


class Migration(migrations.Migration):
    dependencies = [("leads", "0010_reasons")]

    operations = [
        migrations.AddField(
            model_name="gradingpolicy",
            name="feedback_required",
            field=models.BooleanField(
                default=True, verbose_name="a talk needs the customer's feedback"
            ),
        ),
        migrations.RunPython(set_shipped, migrations.RunPython.noop),
    ]
