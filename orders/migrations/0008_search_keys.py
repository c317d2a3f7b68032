"""What orders, customers' cars and vehicles in stock are found by."""

import django.db.models.deletion
from django.db import migrations, models

from foundation.finding import fill_keys
from foundation.spelling import number_keys


def of_both(one, other):
    return number_keys(one) | number_keys(other)


def fill(apps, schema_editor):
    for model, names, spell in [
        ("Order", ["number", "plate_number"], of_both),
        ("OwnedVehicle", ["vin", "plate_number"], of_both),
        ("Vehicle", ["vin"], number_keys),
    ]:
        rows = apps.get_model("orders", model).objects.all()
        fill_keys(rows, apps.get_model("orders", f"{model}Key"), names, spell)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0013_paces'),
        ('orders', '0007_usual_deposit'),
    ]

    operations = [
        migrations.CreateModel(
            name='OrderKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=40)),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='orders.order')),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('store', 'text', 'of'), name='order_keys', opclasses=['int8_ops', 'varchar_pattern_ops', 'int8_ops'])],
            },
        ),
        migrations.CreateModel(
            name='OwnedVehicleKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=40)),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='orders.ownedvehicle')),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('store', 'text', 'of'), name='owned_vehicle_keys', opclasses=['int8_ops', 'varchar_pattern_ops', 'int8_ops'])],
            },
        ),
        migrations.CreateModel(
            name='VehicleKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=40)),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='orders.vehicle')),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('store', 'text', 'of'), name='vehicle_keys', opclasses=['int8_ops', 'varchar_pattern_ops', 'int8_ops'])],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
