"""Which of the two by law a deposit is; those of before are advances, which promise less."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0008_search_keys'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalorder',
            name='deposit_kind',
            field=models.CharField(choices=[('advance', 'Advance'), ('earnest', 'Earnest money')], default='advance', max_length=10, verbose_name='kind of deposit'),
        ),
        migrations.AddField(
            model_name='order',
            name='deposit_kind',
            field=models.CharField(choices=[('advance', 'Advance'), ('earnest', 'Earnest money')], default='advance', max_length=10, verbose_name='kind of deposit'),
        ),
    ]
