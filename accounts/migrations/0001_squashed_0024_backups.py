"""The tables as 0024_backups leaves them: a new database is made in one step."""

import accounts.people.models
import django.contrib.auth.validators
import django.db.models.deletion
import foundation.reason_codes
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models

from foundation.one_step import InOneStep


class Migration(migrations.Migration):

    replaces = [('accounts', '0001_initial'), ('accounts', '0002_imports'), ('accounts', '0003_no_last_login'), ('accounts', '0004_vehicle_imports'), ('accounts', '0005_may_export_personal_data'), ('accounts', '0006_reasons'), ('accounts', '0007_import_notices'), ('accounts', '0008_general_manager_and_emphasis'), ('accounts', '0009_submitted_form_content'), ('accounts', '0010_imports_survive'), ('accounts', '0011_rights'), ('accounts', '0012_rights_owed'), ('accounts', '0013_paces'), ('accounts', '0014_notices'), ('accounts', '0015_messengers'), ('accounts', '0016_rights_on_the_bell'), ('accounts', '0017_saved_filters'), ('accounts', '0018_attempts'), ('accounts', '0019_ways_in'), ('accounts', '0020_lead_imports'), ('accounts', '0021_what_an_import_is_given'), ('accounts', '0022_confidentiality'), ('accounts', '0023_import_of_target_customers'), ('accounts', '0024_backups')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        InOneStep([
            migrations.CreateModel(
                name='BackupRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('on', models.DateField(unique=True, verbose_name='date')),
                    ('mark', models.UUIDField(null=True)),
                    ('began_at', models.DateTimeField(verbose_name='began at')),
                    ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
                    ('name', models.CharField(blank=True, max_length=100, verbose_name='file')),
                    ('size', models.BigIntegerField(blank=True, null=True, verbose_name='size')),
                    ('rows', models.BigIntegerField(blank=True, null=True, verbose_name='rows')),
                    ('files', models.BigIntegerField(blank=True, null=True, verbose_name='files')),
                    ('is_sealed', models.BooleanField(default=False, verbose_name='sealed')),
                    ('error', models.CharField(blank=True, max_length=500, verbose_name='error')),
                    ('tried_at', models.DateTimeField(blank=True, null=True, verbose_name='restore tried at')),
                    ('trial_error', models.CharField(blank=True, max_length=500, verbose_name='error of the restore')),
                ],
                options={
                    'verbose_name': 'backup',
                    'verbose_name_plural': 'backups',
                    'ordering': ['-on'],
                },
            ),
            migrations.CreateModel(
                name='DayOverride',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('on', models.DateField(unique=True, verbose_name='date')),
                    ('is_working_day', models.BooleanField(verbose_name='working day')),
                    ('name', models.CharField(blank=True, max_length=80, verbose_name='name')),
                ],
                options={
                    'verbose_name': 'calendar override',
                    'verbose_name_plural': 'calendar overrides',
                    'ordering': ['on'],
                },
            ),
            migrations.CreateModel(
                name='Pulse',
                fields=[
                    ('name', models.CharField(max_length=20, primary_key=True, serialize=False)),
                    ('at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='Region',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=20, unique=True, verbose_name='code')),
                    ('name', models.CharField(max_length=80, verbose_name='name')),
                ],
                options={
                    'verbose_name': 'region',
                    'verbose_name_plural': 'regions',
                    'ordering': ['code'],
                },
            ),
            migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('username', models.CharField(max_length=60, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='user name')),
                    ('full_name', models.CharField(max_length=80, verbose_name='full name')),
                    ('role', models.CharField(choices=[('consultant', 'Sales consultant'), ('manager', 'Sales manager'), ('director', 'Sales director'), ('general_manager', 'General manager'), ('reception', 'Reception'), ('marketing', 'Marketing'), ('service', 'Customer service'), ('finance', 'Finance'), ('administrator', 'Administrator')], max_length=20, verbose_name='role')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                    ('messenger', models.CharField(blank=True, choices=[('wecom', 'WeCom'), ('dingtalk', 'DingTalk'), ('feishu', 'Feishu')], max_length=10, verbose_name='messenger')),
                    ('messenger_id', models.CharField(blank=True, max_length=64, verbose_name='user ID at the messenger')),
                    ('language', models.CharField(blank=True, max_length=10, verbose_name='language')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('is_spared_second_factor', models.BooleanField(default=False, editable=False)),
                    ('may_export_personal_data', models.BooleanField(default=False, verbose_name='may export phone numbers')),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('manager', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='team', to=settings.AUTH_USER_MODEL, verbose_name='manager')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                    ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='directors', to='accounts.region', verbose_name='region')),
                ],
                options={
                    'verbose_name': 'member of staff',
                    'verbose_name_plural': 'staff',
                    'ordering': ['full_name', 'username'],
                },
            ),
            migrations.CreateModel(
                name='ImportJob',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(choices=[('staff', 'Staff'), ('customers', 'Customers'), ('activities', 'Activities'), ('absences', 'Absences'), ('vehicles', 'Vehicles'), ('leads', 'Leads'), ('targets', 'Target list')], max_length=10, verbose_name='kind')),
                    ('language', models.CharField(max_length=10)),
                    ('file_name', models.CharField(max_length=200, verbose_name='file')),
                    ('state', models.CharField(choices=[('checking', 'Being checked'), ('checked', 'Waiting for confirmation'), ('importing', 'Being imported'), ('done', 'Imported'), ('failed', 'Not readable'), ('discarded', 'Discarded'), ('cancelled', 'Cancelled')], default='checking', max_length=10, verbose_name='state')),
                    ('created_at', models.DateTimeField(verbose_name='uploaded at')),
                    ('total', models.PositiveIntegerField(default=0)),
                    ('done', models.PositiveIntegerField(default=0)),
                    ('given', models.JSONField(default=dict)),
                    ('counts', models.JSONField(default=dict)),
                    ('problems', models.JSONField(default=list)),
                    ('notices', models.JSONField(default=list)),
                    ('failure', models.TextField(blank=True)),
                    ('run', models.UUIDField(null=True)),
                    ('alive_at', models.DateTimeField(null=True)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'import',
                    'verbose_name_plural': 'imports',
                    'ordering': ['-created_at'],
                },
            ),
            migrations.CreateModel(
                name='Store',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=20, unique=True, verbose_name='code')),
                    ('name', models.CharField(max_length=80, verbose_name='name')),
                    ('time_zone', models.CharField(default='Asia/Shanghai', max_length=40, validators=[accounts.people.models.validate_time_zone], verbose_name='time zone')),
                    ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stores', to='accounts.region', verbose_name='region')),
                ],
                options={
                    'verbose_name': 'store',
                    'verbose_name_plural': 'stores',
                    'ordering': ['code'],
                },
            ),
            migrations.CreateModel(
                name='HistoricalUser',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('username', models.CharField(db_index=True, max_length=60, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='user name')),
                    ('full_name', models.CharField(max_length=80, verbose_name='full name')),
                    ('role', models.CharField(choices=[('consultant', 'Sales consultant'), ('manager', 'Sales manager'), ('director', 'Sales director'), ('general_manager', 'General manager'), ('reception', 'Reception'), ('marketing', 'Marketing'), ('service', 'Customer service'), ('finance', 'Finance'), ('administrator', 'Administrator')], max_length=20, verbose_name='role')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                    ('messenger', models.CharField(blank=True, choices=[('wecom', 'WeCom'), ('dingtalk', 'DingTalk'), ('feishu', 'Feishu')], max_length=10, verbose_name='messenger')),
                    ('messenger_id', models.CharField(blank=True, max_length=64, verbose_name='user ID at the messenger')),
                    ('language', models.CharField(blank=True, max_length=10, verbose_name='language')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('may_export_personal_data', models.BooleanField(default=False, verbose_name='may export phone numbers')),
                    ('history_change_reason', foundation.reason_codes.ReasonField(null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('manager', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='manager')),
                    ('region', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.region', verbose_name='region')),
                    ('store', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.store', verbose_name='store')),
                ],
                options={
                    'verbose_name': 'historical member of staff',
                    'verbose_name_plural': 'historical staff',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalEmphasis',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('month', models.DateField(verbose_name='month')),
                    ('text', models.TextField(blank=True, verbose_name='emphasis of the month')),
                    ('written_at', models.DateTimeField(verbose_name='written at')),
                    ('history_change_reason', foundation.reason_codes.ReasonField(null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('store', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.store')),
                ],
                options={
                    'verbose_name': 'historical emphasis of the month',
                    'verbose_name_plural': 'historical emphases of the month',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='Agreement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField(verbose_name='version')),
                    ('text_zh', models.TextField(verbose_name='text in Chinese')),
                    ('text_en', models.TextField(blank=True, verbose_name='text in English')),
                    ('counts_from', models.DateField(verbose_name='counts from')),
                    ('begins_at', models.DateTimeField()),
                    ('published_at', models.DateTimeField(verbose_name='published at')),
                    ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('store', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='accounts.store', verbose_name='store')),
                ],
                options={
                    'verbose_name': 'confidentiality agreement',
                    'verbose_name_plural': 'confidentiality agreements',
                    'ordering': ['store', '-number'],
                },
            ),
            migrations.AddField(
                model_name='user',
                name='store',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='staff', to='accounts.store', verbose_name='store'),
            ),
            migrations.CreateModel(
                name='SubmittedForm',
                fields=[
                    ('token', models.UUIDField(primary_key=True, serialize=False)),
                    ('submitted_at', models.DateTimeField()),
                    ('result_url', models.CharField(max_length=300)),
                    ('content', models.CharField(blank=True, max_length=16)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.CreateModel(
                name='Attempt',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('what', models.CharField(choices=[('password', 'Password'), ('factor', 'Factor'), ('passkey', 'Passkey'), ('present', 'Present'), ('reset', 'Reset'), ('elsewhere', 'Elsewhere')], max_length=10)),
                    ('name', models.CharField(max_length=32)),
                    ('address', models.CharField(max_length=45)),
                    ('at', models.DateTimeField()),
                    ('outcome', models.CharField(choices=[('wrong', 'Wrong'), ('right', 'Right'), ('forgiven', 'Forgiven'), ('refused', 'Refused')], default='wrong', max_length=10)),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'indexes': [models.Index(fields=['what', 'name', 'at'], name='attempts_by_name'), models.Index(fields=['what', 'address', 'at'], name='attempts_by_address'), models.Index(fields=['person', '-at'], name='attempts_of_a_person'), models.Index(fields=['at'], name='attempts_by_age')],
                },
            ),
            migrations.CreateModel(
                name='Notice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=40, verbose_name='kind')),
                    ('key', models.BigIntegerField()),
                    ('mark', models.CharField(blank=True, max_length=40)),
                    ('target', models.BigIntegerField(null=True)),
                    ('values', models.JSONField(default=dict)),
                    ('made_at', models.DateTimeField(verbose_name='told at')),
                    ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='read at')),
                    ('is_owed', models.BooleanField(default=True)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'notice',
                    'verbose_name_plural': 'notices',
                    'ordering': ['-made_at', '-pk'],
                    'indexes': [models.Index(fields=['person', '-made_at', '-id'], name='notices_of_a_person'), models.Index(condition=models.Q(('read_at', None)), fields=['person', 'read_at', 'kind'], name='unread'), models.Index(fields=['kind', 'key'], name='notices_of_a_record'), models.Index(fields=['made_at'], name='notices_by_age'), models.Index(condition=models.Q(('is_owed', True)), fields=['made_at'], name='notices_owed')],
                    'constraints': [models.UniqueConstraint(fields=('person', 'kind', 'key', 'mark'), name='told_once_of_an_event')],
                },
            ),
            migrations.CreateModel(
                name='Pace',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('what', models.CharField(max_length=20)),
                    ('minute_at', models.DateTimeField()),
                    ('number', models.PositiveIntegerField(default=0)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('user', 'what'), name='one_pace')],
                },
            ),
            migrations.CreateModel(
                name='SavedFilter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('page', models.CharField(max_length=60)),
                    ('name', models.CharField(max_length=30, verbose_name='name')),
                    ('query', models.CharField(max_length=300)),
                    ('saved_at', models.DateTimeField()),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_filters', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'saved filter',
                    'verbose_name_plural': 'saved filters',
                    'ordering': ['name', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('user', 'page', 'name'), name='one_filter_per_name')],
                },
            ),
            migrations.CreateModel(
                name='Signature',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('signed_at', models.DateTimeField(verbose_name='signed at')),
                    ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='accounts.agreement')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'signature',
                    'verbose_name_plural': 'signatures',
                    'constraints': [models.UniqueConstraint(fields=('agreement', 'person'), name='signed_once')],
                },
            ),
            migrations.CreateModel(
                name='RightsChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(verbose_name='at')),
                    ('what', models.CharField(choices=[('entered', 'entered'), ('role', 'role'), ('place', 'store or region'), ('manager', 'manager'), ('account', 'account'), ('password', 'password'), ('factor', 'second factor'), ('way', 'log-in by an account elsewhere'), ('exports', 'may export phone numbers'), ('appointment', 'appointment')], max_length=12, verbose_name='what')),
                    ('before', models.CharField(blank=True, max_length=120)),
                    ('after', models.CharField(blank=True, max_length=120)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('region', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.region')),
                    ('store', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store')),
                ],
                options={
                    'verbose_name': 'change of rights',
                    'verbose_name_plural': 'changes of rights',
                    'ordering': ['-at', '-pk'],
                    'indexes': [models.Index(fields=['person', '-at'], name='rights_of_a_person')],
                },
            ),
            migrations.CreateModel(
                name='Emphasis',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('month', models.DateField(verbose_name='month')),
                    ('text', models.TextField(blank=True, verbose_name='emphasis of the month')),
                    ('written_at', models.DateTimeField(verbose_name='written at')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('store', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='emphases', to='accounts.store')),
                ],
                options={
                    'verbose_name': 'emphasis of the month',
                    'verbose_name_plural': 'emphases of the month',
                    'ordering': ['-month', 'store'],
                    'constraints': [models.UniqueConstraint(fields=('store', 'month'), name='one_emphasis_a_store_and_month')],
                },
            ),
            migrations.CreateModel(
                name='Appointment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('consultant', 'Sales consultant'), ('manager', 'Sales manager'), ('director', 'Sales director'), ('general_manager', 'General manager'), ('reception', 'Reception'), ('marketing', 'Marketing'), ('service', 'Customer service'), ('finance', 'Finance'), ('administrator', 'Administrator')], max_length=20, verbose_name='role')),
                    ('asked_at', models.DateTimeField()),
                    ('state', models.CharField(choices=[('waiting', 'Waiting for a second person'), ('approved', 'Approved'), ('refused', 'Refused')], default='waiting', max_length=10, verbose_name='state')),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appointments', to=settings.AUTH_USER_MODEL)),
                    ('region', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.region')),
                    ('store', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.store')),
                ],
                options={
                    'verbose_name': 'appointment',
                    'verbose_name_plural': 'appointments',
                    'ordering': ['-asked_at'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('person',), name='one_waiting_appointment')],
                },
            ),
            migrations.AddConstraint(
                model_name='agreement',
                constraint=models.UniqueConstraint(fields=('store', 'number'), name='one_agreement_a_store_and_number'),
            ),
            migrations.AddIndex(
                model_name='user',
                index=models.Index(fields=['store', 'role'], name='accounts_us_store_i_1ac718_idx'),
            ),
            migrations.AddIndex(
                model_name='submittedform',
                index=models.Index(fields=['submitted_at'], name='accounts_su_submitt_833eb1_idx'),
            ),
        ]),
    ]
