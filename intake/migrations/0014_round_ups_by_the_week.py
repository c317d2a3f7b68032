from datetime import timedelta

from django.db import migrations


def keep_by_the_week(apps, schema_editor):
    """A week's round-up stands under its Sunday (R12.8), and none keeps a customer's name (R11.4).

    Of two of one week the earlier is the week's; the other keeps its date.
    """
    rows = apps.get_model("intake", "RoundUp").objects
    for row in rows.order_by("on", "pk").iterator(500):
        key = [
            {"opportunity": each["opportunity"], "code": each["code"]}
            for each in row.facts.get("key", ())
        ]
        on = row.on
        if row.kind == "week":
            sunday = on + timedelta(days=6 - on.weekday())
            same = {"person": row.person_id, "kind": row.kind, "on": sunday}
            on = on if rows.filter(**same).exists() else sunday
        rows.filter(pk=row.pk).update(on=on, facts=row.facts | {"key": key})


class Migration(migrations.Migration):
    dependencies = [("intake", "0013_suspected_duplicates")]

    operations = [migrations.RunPython(keep_by_the_week, migrations.RunPython.noop)]
