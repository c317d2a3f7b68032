"""How many attempts that nobody answered keep the promise of a call-back (R4.6)."""

import tomllib
from pathlib import Path

from django.db import migrations, models

SHIPPED = Path(__file__).resolve().parent.parent / "grading" / "policies.toml"


def set_shipped(apps, schema_editor):
    policies = apps.get_model("leads", "GradingPolicy").objects
    for policy in tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["policy"]:
        attempts = policy.get("call_back_attempts", 2)
        policies.filter(code=policy["code"]).update(call_back_attempts=attempts)


class Migration(migrations.Migration):
    dependencies = [("leads", "0013_ordered_in_every_policy")]

    operations = [
        migrations.AddField(
            model_name="gradingpolicy",
            name="call_back_attempts",
            field=models.PositiveSmallIntegerField(
                default=2, verbose_name="unanswered attempts that keep a call-back"
            ),
        ),
        migrations.RunPython(set_shipped, migrations.RunPython.noop),
    ]
