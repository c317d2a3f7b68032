"""The tables as 0004_told_by_the_bell leaves them: a new database is made in one step."""

import django.core.validators
import django.db.models.deletion
import foundation.reason_codes
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from foundation.one_step import InOneStep


class Migration(migrations.Migration):

    replaces = [('reception', '0001_initial'), ('reception', '0002_reasons'), ('reception', '0003_confirmed_lines_and_first_contacts'), ('reception', '0004_told_by_the_bell')]

    initial = True

    dependencies = [
        ('accounts', '0014_notices'),
        ('followups', '0011_reasons'),
        ('leads', '0010_reasons'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        InOneStep([
            migrations.CreateModel(
                name='HistoricalVisit',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('walk_in', 'Walk-in'), ('call_in', 'Call-in')], max_length=10, verbose_name='kind')),
                    ('on', models.DateField(verbose_name='date')),
                    ('arrived_at', models.DateTimeField(verbose_name='time in')),
                    ('left_at', models.DateTimeField(blank=True, null=True, verbose_name='time out')),
                    ('chosen', models.CharField(choices=[('turn', 'In turn'), ('owner', 'Own customer'), ('stand_in', 'Stands in'), ('asked', 'Asked for'), ('assigned', 'Out of turn')], max_length=10, verbose_name='chosen')),
                    ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                    ('party_size', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name='people')),
                    ('name', models.CharField(blank=True, max_length=80, verbose_name='name')),
                    ('phone', models.CharField(blank=True, max_length=20, verbose_name='mobile phone')),
                    ('address', models.CharField(blank=True, max_length=200, verbose_name='address')),
                    ('is_first_contact', models.BooleanField(default=False, verbose_name='first contact')),
                    ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                    ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='checked at')),
                    ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed at')),
                    ('struck_at', models.DateTimeField(blank=True, null=True, verbose_name='struck out at')),
                    ('history_change_reason', foundation.reason_codes.ReasonField(null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('call_back', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='followups.activity', verbose_name='call-back')),
                    ('checked_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('consultant', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='consultant')),
                    ('customer', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='leads.customer', verbose_name='customer')),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('opportunity', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='leads.opportunity', verbose_name='opportunity')),
                    ('registered_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('store', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.store', verbose_name='store')),
                ],
                options={
                    'verbose_name': 'historical visit',
                    'verbose_name_plural': 'historical visits',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='Roster',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('on', models.DateField(verbose_name='date')),
                    ('made_at', models.DateTimeField()),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('store', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rosters', to='accounts.store', verbose_name='store')),
                ],
                options={
                    'verbose_name': 'duty roster',
                    'verbose_name_plural': 'duty rosters',
                },
            ),
            migrations.CreateModel(
                name='RosterPlace',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('position', models.PositiveSmallIntegerField()),
                    ('consultant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('roster', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='reception.roster')),
                ],
                options={
                    'verbose_name': 'place on a duty roster',
                    'verbose_name_plural': 'places on duty rosters',
                    'ordering': ['position', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Skip',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('on', models.DateField(verbose_name='date')),
                    ('reason', foundation.reason_codes.ReasonField(verbose_name='reason')),
                    ('began_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('consultant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='skips', to=settings.AUTH_USER_MODEL, verbose_name='consultant')),
                    ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('store', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.store')),
                ],
                options={
                    'verbose_name': 'passing over',
                    'verbose_name_plural': 'passings over',
                },
            ),
            migrations.CreateModel(
                name='Visit',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('walk_in', 'Walk-in'), ('call_in', 'Call-in')], max_length=10, verbose_name='kind')),
                    ('on', models.DateField(verbose_name='date')),
                    ('arrived_at', models.DateTimeField(verbose_name='time in')),
                    ('left_at', models.DateTimeField(blank=True, null=True, verbose_name='time out')),
                    ('chosen', models.CharField(choices=[('turn', 'In turn'), ('owner', 'Own customer'), ('stand_in', 'Stands in'), ('asked', 'Asked for'), ('assigned', 'Out of turn')], max_length=10, verbose_name='chosen')),
                    ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                    ('party_size', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name='people')),
                    ('name', models.CharField(blank=True, max_length=80, verbose_name='name')),
                    ('phone', models.CharField(blank=True, max_length=20, verbose_name='mobile phone')),
                    ('address', models.CharField(blank=True, max_length=200, verbose_name='address')),
                    ('is_first_contact', models.BooleanField(default=False, verbose_name='first contact')),
                    ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                    ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='checked at')),
                    ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed at')),
                    ('struck_at', models.DateTimeField(blank=True, null=True, verbose_name='struck out at')),
                    ('call_back', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='followups.activity', verbose_name='call-back')),
                    ('checked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('consultant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to=settings.AUTH_USER_MODEL, verbose_name='consultant')),
                    ('customer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='leads.customer', verbose_name='customer')),
                    ('opportunity', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='leads.opportunity', verbose_name='opportunity')),
                    ('registered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('store', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='accounts.store', verbose_name='store')),
                ],
                options={
                    'verbose_name': 'visit',
                    'verbose_name_plural': 'visits',
                    'ordering': ['-on', 'arrived_at', 'pk'],
                },
            ),
            migrations.AddConstraint(
                model_name='roster',
                constraint=models.UniqueConstraint(fields=('store', 'on'), name='one_roster_per_day'),
            ),
            migrations.AddConstraint(
                model_name='rosterplace',
                constraint=models.UniqueConstraint(fields=('roster', 'consultant'), name='one_place_per_roster_and_person'),
            ),
            migrations.AddIndex(
                model_name='skip',
                index=models.Index(fields=['store', 'on'], name='reception_s_store_i_d6c675_idx'),
            ),
            migrations.AddConstraint(
                model_name='skip',
                constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('consultant', 'on'), name='passed_over_once_at_a_time'),
            ),
            migrations.AddIndex(
                model_name='visit',
                index=models.Index(fields=['store', 'on', 'kind'], name='reception_v_store_i_c86859_idx'),
            ),
            migrations.AddIndex(
                model_name='visit',
                index=models.Index(fields=['consultant', 'on'], name='reception_v_consult_d75430_idx'),
            ),
            migrations.AddIndex(
                model_name='visit',
                index=models.Index(condition=models.Q(('kind', 'walk_in'), ('left_at', None), ('struck_at', None)), fields=['store', 'on'], name='visitor_inside'),
            ),
            migrations.AddConstraint(
                model_name='visit',
                constraint=models.CheckConstraint(condition=models.Q(('left_at', None), ('left_at__gte', models.F('arrived_at')), _connector='OR'), name='visitor_leaves_after_arriving'),
            ),
            migrations.AddConstraint(
                model_name='visit',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('checked_at', None), ('checked_by', None)), models.Q(('checked_at__isnull', False), ('checked_by__isnull', False)), _connector='OR'), name='visit_checked_by_somebody'),
            ),
            migrations.AddConstraint(
                model_name='visit',
                constraint=models.CheckConstraint(condition=models.Q(('party_size__gte', 1)), name='visit_of_somebody'),
            ),
        ]),
    ]
