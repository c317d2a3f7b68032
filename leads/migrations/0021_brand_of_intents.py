"""The brand of an intent (R2.2)."""

from django.db import migrations, models


def fill(apps, schema_editor):
    """Intents of a model on the store's list are of its brand."""
    listed = apps.get_model("leads", "CarModel").objects.exclude(brand="")
    for name in ("Opportunity", "HistoricalOpportunity"):
        rows = apps.get_model("leads", name).objects.filter(brand="")
        for car in listed:
            rows.filter(store=car.store_id, model__iexact=car.name).update(brand=car.brand)


class Migration(migrations.Migration):

    dependencies = [
        ('leads', '0020_search_keys'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalopportunity',
            name='brand',
            field=models.CharField(blank=True, max_length=40, verbose_name='brand'),
        ),
        migrations.AddField(
            model_name='opportunity',
            name='brand',
            field=models.CharField(blank=True, max_length=40, verbose_name='brand'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
