"""The tables as 0004_chained_entries leaves them: a new database is made in one step."""

import django.db.models.deletion
import foundation.money
import foundation.reason_codes
import simple_history.models
from decimal import Decimal
from importlib import import_module
from django.conf import settings
from django.db import migrations, models

from foundation.one_step import InOneStep

append_only = import_module("rewards.migrations.0002_append_only_rewards")
latest = import_module("rewards.migrations.0004_chained_entries")


class Migration(migrations.Migration):

    replaces = [('rewards', '0001_initial'), ('rewards', '0002_append_only_rewards'), ('rewards', '0003_reasons'), ('rewards', '0004_chained_entries')]

    initial = True

    dependencies = [
        ('accounts', '0006_reasons'),
        ('orders', '0002_money_kept'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        InOneStep([
            migrations.CreateModel(
                name='HistoricalReward',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('converted_on', models.DateField(verbose_name='converted on')),
                    ('price', foundation.money.FenField(verbose_name='price')),
                    ('amount', foundation.money.FenField(verbose_name='reward')),
                    ('state', models.CharField(choices=[('proposed', 'Proposed'), ('approved', 'Approved'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn'), ('reversed', 'Reversed')], default='proposed', max_length=10, verbose_name='state')),
                    ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                    ('reason', foundation.reason_codes.ReasonField(blank=True, verbose_name='reason')),
                    ('history_change_reason', foundation.reason_codes.ReasonField(null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('decided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('order', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='orders.order', verbose_name='order')),
                    ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ('store', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.store')),
                ],
                options={
                    'verbose_name': 'historical reward',
                    'verbose_name_plural': 'historical rewards',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalRewardPolicy',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('effective_from', models.DateField(verbose_name='effective from')),
                    ('history_change_reason', foundation.reason_codes.ReasonField(null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('store', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.store')),
                ],
                options={
                    'verbose_name': 'historical reward policy',
                    'verbose_name_plural': 'historical reward policies',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='Reward',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('converted_on', models.DateField(verbose_name='converted on')),
                    ('price', foundation.money.FenField(verbose_name='price')),
                    ('amount', foundation.money.FenField(verbose_name='reward')),
                    ('state', models.CharField(choices=[('proposed', 'Proposed'), ('approved', 'Approved'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn'), ('reversed', 'Reversed')], default='proposed', max_length=10, verbose_name='state')),
                    ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                    ('reason', foundation.reason_codes.ReasonField(blank=True, verbose_name='reason')),
                    ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rewards', to='orders.order', verbose_name='order')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rewards', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ('store', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rewards', to='accounts.store')),
                ],
                options={
                    'verbose_name': 'reward',
                    'verbose_name_plural': 'rewards',
                    'ordering': ['-converted_on', '-pk'],
                },
            ),
            migrations.CreateModel(
                name='RewardEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('on', models.DateField(verbose_name='date')),
                    ('amount', foundation.money.FenField(verbose_name='amount')),
                    ('entered_at', models.DateTimeField(verbose_name='entered at')),
                    ('number', models.PositiveBigIntegerField(editable=False, unique=True)),
                    ('digest', models.CharField(editable=False, max_length=64)),
                    ('kind', models.CharField(choices=[('reward', 'Reward'), ('reversal', 'Reversal')], max_length=10, verbose_name='kind')),
                    ('reason', foundation.reason_codes.ReasonField(blank=True, verbose_name='reason')),
                    ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reward_entries', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ('reverses', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversal', to='rewards.rewardentry', verbose_name='reverses')),
                    ('reward', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='rewards.reward')),
                    ('store', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reward_entries', to='accounts.store')),
                ],
                options={
                    'verbose_name': 'reward entry',
                    'verbose_name_plural': 'reward entries',
                    'ordering': ['on', 'pk'],
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='RewardPolicy',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('effective_from', models.DateField(verbose_name='effective from')),
                    ('store', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reward_policies', to='accounts.store')),
                ],
                options={
                    'verbose_name': 'reward policy',
                    'verbose_name_plural': 'reward policies',
                },
            ),
            migrations.CreateModel(
                name='HistoricalRewardTier',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('price_from', foundation.money.FenField(verbose_name='price from')),
                    ('amount', foundation.money.FenField(verbose_name='reward')),
                    ('history_change_reason', foundation.reason_codes.ReasonField(null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('policy', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='rewards.rewardpolicy')),
                ],
                options={
                    'verbose_name': 'historical reward tier',
                    'verbose_name_plural': 'historical reward tiers',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='RewardSum',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('month', models.DateField(null=True, verbose_name='month')),
                    ('is_total', models.BooleanField(default=False)),
                    ('amount', foundation.money.FenField(default=Decimal('0.00'), verbose_name='amount')),
                    ('entries', models.PositiveIntegerField(default=0, verbose_name='entries')),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reward_sums', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'reward sum',
                    'verbose_name_plural': 'reward sums',
                },
            ),
            migrations.CreateModel(
                name='RewardTier',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('price_from', foundation.money.FenField(verbose_name='price from')),
                    ('amount', foundation.money.FenField(verbose_name='reward')),
                    ('policy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tiers', to='rewards.rewardpolicy')),
                ],
                options={
                    'verbose_name': 'reward tier',
                    'verbose_name_plural': 'reward tiers',
                    'ordering': ['policy', 'price_from'],
                },
            ),
            migrations.AddIndex(
                model_name='reward',
                index=models.Index(fields=['store', 'state', 'converted_on'], name='rewards_rew_store_i_28ff2e_idx'),
            ),
            migrations.AddIndex(
                model_name='reward',
                index=models.Index(fields=['person', 'converted_on'], name='rewards_rew_person__fc2d88_idx'),
            ),
            migrations.AddConstraint(
                model_name='reward',
                constraint=models.UniqueConstraint(condition=models.Q(('state', 'withdrawn'), _negated=True), fields=('order',), name='one_live_reward_per_order'),
            ),
            migrations.AddConstraint(
                model_name='reward',
                constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='reward_is_something'),
            ),
            migrations.AddIndex(
                model_name='rewardentry',
                index=models.Index(fields=['person', 'on'], name='rewards_rew_person__00c18c_idx'),
            ),
            migrations.AddIndex(
                model_name='rewardentry',
                index=models.Index(fields=['store', 'on'], name='rewards_rew_store_i_e5bc7e_idx'),
            ),
            migrations.AddConstraint(
                model_name='rewardentry',
                constraint=models.UniqueConstraint(condition=models.Q(('reverses', None)), fields=('reward',), name='one_entry_per_reward'),
            ),
            migrations.AddConstraint(
                model_name='rewardentry',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount__lt', 0), ('kind', 'reversal'), ('reverses__isnull', False)), models.Q(('amount__gt', 0), ('kind', 'reward'), ('reverses', None)), _connector='OR'), name='reward_reversal_names_its_entry'),
            ),
            migrations.AddConstraint(
                model_name='rewardpolicy',
                constraint=models.UniqueConstraint(fields=('store', 'effective_from'), name='one_reward_policy_per_store_and_date'),
            ),
            migrations.AddConstraint(
                model_name='rewardsum',
                constraint=models.UniqueConstraint(condition=models.Q(('person__isnull', False)), fields=('person', 'month'), name='one_reward_sum_per_person_and_month'),
            ),
            migrations.AddConstraint(
                model_name='rewardsum',
                constraint=models.UniqueConstraint(condition=models.Q(('is_total', True)), fields=('is_total',), name='one_reward_sum_of_all'),
            ),
            migrations.AddConstraint(
                model_name='rewardsum',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_total', True), ('month', None), ('person', None)), models.Q(('is_total', False), ('month__isnull', False), ('person__isnull', False)), _connector='OR'), name='reward_sum_of_a_month_or_of_all'),
            ),
            migrations.AddConstraint(
                model_name='rewardtier',
                constraint=models.UniqueConstraint(fields=('policy', 'price_from'), name='one_tier_per_price'),
            ),
            migrations.AddConstraint(
                model_name='rewardtier',
                constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0), ('price_from__gte', 0)), name='reward_tier_sane'),
            ),
        ]),
        migrations.RunPython(latest.protect, append_only.unprotect),
    ]
