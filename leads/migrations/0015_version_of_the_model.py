"""Which version of the model is wanted (R2.2); blank where nobody asked."""

from django.db import migrations, models


def version():
    return models.CharField(blank=True, default="", max_length=80, verbose_name="version of the model")


class Migration(migrations.Migration):
    dependencies = [("leads", "0014_attempts_of_call_backs")]

    operations = [
        migrations.AddField("opportunity", "version", version(), preserve_default=False),
        migrations.AddField("historicalopportunity", "version", version(), preserve_default=False),
    ]
