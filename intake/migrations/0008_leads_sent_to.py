from django.db import migrations
from django.db.models import F


def keep_where_they_were_sent(apps, schema_editor):
    """Nobody had sent a lead on before this was kept."""
    apps.get_model("intake", "Lead").objects.filter(sent_to=None).update(sent_to=F("store"))


class Migration(migrations.Migration):
    dependencies = [("intake", "0007_sent_to")]

    operations = [
        migrations.RunPython(keep_where_they_were_sent, migrations.RunPython.noop),
    ]
