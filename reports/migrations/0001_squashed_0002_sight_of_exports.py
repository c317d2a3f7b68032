"""The tables as 0002_sight_of_exports leaves them: a new database is made in one step."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('reports', '0001_exports'), ('reports', '0002_sight_of_exports')]

    initial = True

    dependencies = [
        ('accounts', '0001_squashed_0018_attempts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sheet', models.CharField(max_length=30, verbose_name='sheet')),
                ('sight', models.CharField(blank=True, max_length=64)),
                ('language', models.CharField(max_length=10)),
                ('today', models.DateField()),
                ('start', models.DateField(verbose_name='from')),
                ('end', models.DateField(verbose_name='to')),
                ('created_at', models.DateTimeField(verbose_name='asked for at')),
                ('state', models.CharField(choices=[('waiting', 'Being made'), ('done', 'Ready'), ('failed', 'Failed'), ('removed', 'Removed after 7 days')], default='waiting', max_length=10, verbose_name='state')),
                ('taken_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished at')),
                ('fetched_at', models.DateTimeField(null=True, verbose_name='fetched at')),
                ('rows', models.PositiveIntegerField(default=0, verbose_name='rows')),
                ('has_phones', models.BooleanField(default=False, verbose_name='with phone numbers')),
                ('is_announced', models.BooleanField(default=False)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exports', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store')),
                ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'export',
                'verbose_name_plural': 'exports',
                'ordering': ['-created_at'],
                'indexes': [models.Index(fields=['by', '-created_at'], name='export_by_person'), models.Index(fields=['-created_at'], name='export_by_day'), models.Index(condition=models.Q(('state', 'waiting')), fields=['created_at'], name='export_waiting'), models.Index(condition=models.Q(('state', 'done')), fields=['created_at'], name='export_done')],
            },
        ),
    ]
