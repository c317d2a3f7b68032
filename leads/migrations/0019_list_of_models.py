"""The store's list of brands and models (R2.2): it begins with the models of the intents on file."""

import django.db.models.deletion
import django.db.models.functions.text
import foundation.reason_codes
import simple_history.models
from django.conf import settings
from django.db import migrations, models


def list_what_is_in_use(apps, schema_editor):
    CarModel = apps.get_model("leads", "CarModel")
    found = {}
    rows = apps.get_model("leads", "Opportunity").objects.order_by("store", "model")
    for store, name in rows.values_list("store", "model").distinct():
        found.setdefault((store, name.lower()), name)
    CarModel.objects.bulk_create(
        [CarModel(store_id=store, name=name) for (store, _key), name in found.items()],
        batch_size=1000,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_submitted_form_content'),
        ('leads', '0018_bought_elsewhere_and_channels'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalCarModel',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('brand', models.CharField(blank=True, max_length=40, verbose_name='brand')),
                ('name', models.CharField(max_length=80, verbose_name='model')),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='no longer offered since')),
                ('history_change_reason', foundation.reason_codes.ReasonField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.store', verbose_name='store')),
            ],
            options={
                'verbose_name': 'historical car model',
                'verbose_name_plural': 'historical car models',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='CarModel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('brand', models.CharField(blank=True, max_length=40, verbose_name='brand')),
                ('name', models.CharField(max_length=80, verbose_name='model')),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='no longer offered since')),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='car_models', to='accounts.store', verbose_name='store')),
            ],
            options={
                'verbose_name': 'car model',
                'verbose_name_plural': 'car models',
                'ordering': ['store', 'brand', 'name'],
                'constraints': [models.UniqueConstraint(models.F('store'), django.db.models.functions.text.Lower('name'), name='car_model_once_per_store')],
            },
        ),
        migrations.RunPython(list_what_is_in_use, migrations.RunPython.noop),
    ]
