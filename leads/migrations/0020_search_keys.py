"""What customers are found by, and the cards that people opened last."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from foundation.finding import fill_keys
from foundation.spelling import name_keys, phone_keys


def fill(apps, schema_editor):
    fill_keys(
        apps.get_model("leads", "Customer").objects.all(),
        apps.get_model("leads", "CustomerKey"),
        ["name", "phone"],
        lambda name, phone: name_keys(name) | phone_keys(phone),
    )


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0013_paces'),
        ('leads', '0019_list_of_models'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CustomerKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=40)),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='leads.customer')),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('store', 'text', 'of'), name='customer_keys', opclasses=['int8_ops', 'varchar_pattern_ops', 'int8_ops'])],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.CreateModel(
            name='RecentCard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened_at', models.DateTimeField()),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='leads.customer')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['user', '-opened_at'], name='recent_cards')],
                'constraints': [models.UniqueConstraint(fields=('user', 'customer'), name='one_recent_card')],
            },
        ),
    ]
