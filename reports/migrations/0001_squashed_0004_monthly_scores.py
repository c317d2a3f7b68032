"""The tables as 0004_monthly_scores leaves them: a new database is made in one step."""

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import foundation.reason_codes
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models

from foundation.one_step import InOneStep


class Migration(migrations.Migration):

    replaces = [('reports', '0001_exports'), ('reports', '0002_sight_of_exports'), ('reports', '0003_way_of_a_sheet'), ('reports', '0004_monthly_scores')]

    initial = True

    dependencies = [
        ('accounts', '0021_what_an_import_is_given'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        InOneStep([
            migrations.CreateModel(
                name='HistoricalScoreMonth',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('month', models.DateField(verbose_name='month')),
                    ('weights', models.JSONField(editable=False)),
                    ('leads_wanted', models.PositiveSmallIntegerField(editable=False)),
                    ('conversion_wanted', models.DecimalField(decimal_places=1, editable=False, max_digits=4)),
                    ('honours', models.PositiveSmallIntegerField(default=0, editable=False)),
                    ('drawn_up_at', models.DateTimeField(verbose_name='drawn up at')),
                    ('appeal_until', models.DateField(verbose_name='appeals until')),
                    ('signed_at', models.DateTimeField(blank=True, null=True, verbose_name='signed at')),
                    ('history_change_reason', foundation.reason_codes.ReasonField(null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('drawn_up_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('signed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('store', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.store', verbose_name='store')),
                ],
                options={
                    'verbose_name': 'historical monthly scores',
                    'verbose_name_plural': 'historical monthly scores',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalScorePolicy',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('effective_from', models.DateField(verbose_name='effective from')),
                    ('leads_weight', models.PositiveSmallIntegerField(default=25, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='Leads collected')),
                    ('follow_up_weight', models.PositiveSmallIntegerField(default=25, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='Follow-up rate')),
                    ('conversion_weight', models.PositiveSmallIntegerField(default=25, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='Conversion rate')),
                    ('satisfaction_weight', models.PositiveSmallIntegerField(default=25, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='Customer satisfaction')),
                    ('leads_wanted', models.PositiveSmallIntegerField(default=20, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10000)], verbose_name='leads a person and month for full points')),
                    ('conversion_wanted', models.DecimalField(decimal_places=1, default=10, max_digits=4, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='conversion for full points, %')),
                    ('honours', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(20)], verbose_name='people on the list of honours')),
                    ('appeal_days', models.PositiveSmallIntegerField(default=7, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(31)], verbose_name='days to appeal')),
                    ('history_change_reason', foundation.reason_codes.ReasonField(null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('store', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.store', verbose_name='store')),
                ],
                options={
                    'verbose_name': 'historical weights of the monthly scores',
                    'verbose_name_plural': 'historical weights of the monthly scores',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='Score',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('figures', models.JSONField(editable=False)),
                    ('points', models.JSONField(editable=False)),
                    ('total', models.DecimalField(decimal_places=1, max_digits=4, null=True, verbose_name='points')),
                    ('corrected', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True, verbose_name='points after the appeal')),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='team')),
                ],
                options={
                    'verbose_name': 'monthly score',
                    'verbose_name_plural': 'monthly scores',
                    'ordering': ['month', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='HistoricalScoreAppeal',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('text', models.TextField(max_length=1000, verbose_name='what speaks against it')),
                    ('filed_at', models.DateTimeField(verbose_name='filed at')),
                    ('state', models.CharField(choices=[('waiting', 'Waiting for the director'), ('upheld', 'Corrected'), ('kept', 'Left as it was')], default='waiting', max_length=10, verbose_name='state')),
                    ('answer', models.TextField(blank=True, max_length=1000, verbose_name='answer')),
                    ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                    ('history_change_reason', foundation.reason_codes.ReasonField(null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('decided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('score', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reports.score')),
                ],
                options={
                    'verbose_name': 'historical appeal against a score',
                    'verbose_name_plural': 'historical appeals against scores',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='ScoreMonth',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('month', models.DateField(verbose_name='month')),
                    ('weights', models.JSONField(editable=False)),
                    ('leads_wanted', models.PositiveSmallIntegerField(editable=False)),
                    ('conversion_wanted', models.DecimalField(decimal_places=1, editable=False, max_digits=4)),
                    ('honours', models.PositiveSmallIntegerField(default=0, editable=False)),
                    ('drawn_up_at', models.DateTimeField(verbose_name='drawn up at')),
                    ('appeal_until', models.DateField(verbose_name='appeals until')),
                    ('signed_at', models.DateTimeField(blank=True, null=True, verbose_name='signed at')),
                    ('drawn_up_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('signed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('store', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store', verbose_name='store')),
                ],
                options={
                    'verbose_name': 'monthly scores',
                    'verbose_name_plural': 'monthly scores',
                    'ordering': ['-month', 'store'],
                },
            ),
            migrations.AddField(
                model_name='score',
                name='month',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='reports.scoremonth'),
            ),
            migrations.CreateModel(
                name='HistoricalScore',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('total', models.DecimalField(decimal_places=1, max_digits=4, null=True, verbose_name='points')),
                    ('corrected', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True, verbose_name='points after the appeal')),
                    ('history_change_reason', foundation.reason_codes.ReasonField(null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ('team', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='team')),
                    ('month', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reports.scoremonth')),
                ],
                options={
                    'verbose_name': 'historical monthly score',
                    'verbose_name_plural': 'historical monthly scores',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='ScorePolicy',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('effective_from', models.DateField(verbose_name='effective from')),
                    ('leads_weight', models.PositiveSmallIntegerField(default=25, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='Leads collected')),
                    ('follow_up_weight', models.PositiveSmallIntegerField(default=25, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='Follow-up rate')),
                    ('conversion_weight', models.PositiveSmallIntegerField(default=25, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='Conversion rate')),
                    ('satisfaction_weight', models.PositiveSmallIntegerField(default=25, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='Customer satisfaction')),
                    ('leads_wanted', models.PositiveSmallIntegerField(default=20, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10000)], verbose_name='leads a person and month for full points')),
                    ('conversion_wanted', models.DecimalField(decimal_places=1, default=10, max_digits=4, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='conversion for full points, %')),
                    ('honours', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(20)], verbose_name='people on the list of honours')),
                    ('appeal_days', models.PositiveSmallIntegerField(default=7, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(31)], verbose_name='days to appeal')),
                    ('store', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.store', verbose_name='store')),
                ],
                options={
                    'verbose_name': 'weights of the monthly scores',
                    'verbose_name_plural': 'weights of the monthly scores',
                },
            ),
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
                    ('way', models.CharField(blank=True, max_length=20)),
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
            migrations.CreateModel(
                name='ScoreAppeal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.TextField(max_length=1000, verbose_name='what speaks against it')),
                    ('filed_at', models.DateTimeField(verbose_name='filed at')),
                    ('state', models.CharField(choices=[('waiting', 'Waiting for the director'), ('upheld', 'Corrected'), ('kept', 'Left as it was')], default='waiting', max_length=10, verbose_name='state')),
                    ('answer', models.TextField(blank=True, max_length=1000, verbose_name='answer')),
                    ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                    ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('score', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='appeal', to='reports.score')),
                ],
                options={
                    'verbose_name': 'appeal against a score',
                    'verbose_name_plural': 'appeals against scores',
                    'ordering': ['-filed_at', '-pk'],
                    'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['filed_at'], name='score_appeals_waiting')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='score_appeal_decided_by_somebody')],
                },
            ),
            migrations.AddConstraint(
                model_name='scoremonth',
                constraint=models.UniqueConstraint(fields=('store', 'month'), name='one_score_month_of_a_store'),
            ),
            migrations.AddConstraint(
                model_name='scoremonth',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('signed_at', None), ('signed_by', None)), models.Q(('signed_at__isnull', False), ('signed_by__isnull', False)), _connector='OR'), name='score_month_signed_by_somebody'),
            ),
            migrations.AddConstraint(
                model_name='score',
                constraint=models.UniqueConstraint(condition=models.Q(('person__isnull', False)), fields=('month', 'person'), name='one_score_of_a_person_and_month'),
            ),
            migrations.AddConstraint(
                model_name='score',
                constraint=models.UniqueConstraint(condition=models.Q(('person', None), ('team__isnull', False)), fields=('month', 'team'), name='one_score_of_a_team_and_month'),
            ),
            migrations.AddConstraint(
                model_name='score',
                constraint=models.UniqueConstraint(condition=models.Q(('person', None), ('team', None)), fields=('month',), name='one_score_of_marketing_and_month'),
            ),
            migrations.AddConstraint(
                model_name='scorepolicy',
                constraint=models.UniqueConstraint(fields=('store', 'effective_from'), name='one_score_policy_per_store_and_month'),
            ),
            migrations.AddConstraint(
                model_name='scorepolicy',
                constraint=models.CheckConstraint(condition=models.Q(('leads_weight', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.Value(100), '-', models.F('follow_up_weight')), '-', models.F('conversion_weight')), '-', models.F('satisfaction_weight')))), name='score_weights_are_100'),
            ),
        ]),
    ]
