"""What complaints are found by, who saw a number, since when each occasion is asked after, who calls of losses."""

import django.db.models.deletion
from django.db import migrations, models

from foundation.finding import fill_keys
from foundation.spelling import name_keys, number_keys


def fill(apps, schema_editor):
    fill_keys(
        apps.get_model("service", "Complaint").objects.all(),
        apps.get_model("service", "ComplaintKey"),
        ["name", "vehicle"],
        lambda name, vehicle: name_keys(name) | number_keys(vehicle),
    )


class Migration(migrations.Migration):

    dependencies = [
        ('service', '0005_loss_reviews'),
    ]

    operations = [
        migrations.CreateModel(
            name='ComplaintKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=40)),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='service.complaint')),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('store', 'text', 'of'), name='complaint_keys', opclasses=['int8_ops', 'varchar_pattern_ops', 'int8_ops'])],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddField(
            model_name='historicalsurveypolicy',
            name='begins',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='surveypolicy',
            name='begins',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AlterField(
            model_name='complaintstep',
            name='what',
            field=models.CharField(choices=[('registered', 'Registered'), ('assigned', 'Passed on'), ('lost', 'Taken back: the right to the customer is gone'), ('changed', 'Changed'), ('noted', 'Noted'), ('late', 'Late: the manager is told'), ('escalated', 'Escalated to the director'), ('closed', 'Answered and closed'), ('confirmed', 'The customer was asked'), ('shown', 'The number was shown for a call'), ('reopened', 'Opened again')], max_length=12),
        ),
        migrations.AlterField(
            model_name='historicallossreview',
            name='caller',
            field=models.CharField(choices=[('manager', 'Their manager'), ('service', 'Customer service'), ('other', 'Another manager'), ('director', 'The director'), ('general', 'The general manager')], max_length=10, verbose_name='who calls'),
        ),
        migrations.AlterField(
            model_name='lossreview',
            name='caller',
            field=models.CharField(choices=[('manager', 'Their manager'), ('service', 'Customer service'), ('other', 'Another manager'), ('director', 'The director'), ('general', 'The general manager')], max_length=10, verbose_name='who calls'),
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(fields=['-registered_on', '-id'], name='complaints_by_day'),
        ),
    ]
