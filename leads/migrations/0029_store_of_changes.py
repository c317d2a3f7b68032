from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    """In one statement: an opportunity's store never changes."""
    of = apps.get_model("leads", "Opportunity").objects.filter(pk=OuterRef("opportunity"))
    changes = apps.get_model("leads", "OpportunityChange").objects
    changes.update(store=Subquery(of.values("store")[:1]))


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0024_backups'),
        ('leads', '0028_price_offered_elsewhere'),
    ]

    operations = [
        migrations.AddField(
            model_name='opportunitychange',
            name='store',
            field=models.ForeignKey(db_index=False, null=True, on_delete=models.deletion.PROTECT, related_name='+', to='accounts.store'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
