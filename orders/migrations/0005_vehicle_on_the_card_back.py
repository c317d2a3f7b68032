import foundation.money
from django.db import migrations, models


def take_from_orders(apps, schema_editor):
    """Price, licence and loan of the cars that were bought here stand on their orders."""
    cars = apps.get_model("orders", "OwnedVehicle").objects.filter(order__isnull=False)
    due = apps.get_model("orders", "PaymentDue").objects
    for car in cars.select_related("order"):
        loan = due.filter(order=car.order, kind="loan").aggregate(sum=models.Sum("amount"))["sum"]
        car.price, car.licensed_on, car.loan_amount = car.order.price, car.order.plated_on, loan
        car.save(update_fields=["price", "licensed_on", "loan_amount"])


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0004_workshop_invitations'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='careitem',
            name='one_care_item_per_kind',
        ),
        migrations.AddField(
            model_name='historicalownedvehicle',
            name='accessories',
            field=models.CharField(blank=True, max_length=200, verbose_name='accessories'),
        ),
        migrations.AddField(
            model_name='historicalownedvehicle',
            name='licensed_on',
            field=models.DateField(blank=True, null=True, verbose_name='licensed on'),
        ),
        migrations.AddField(
            model_name='historicalownedvehicle',
            name='loan_amount',
            field=foundation.money.FenField(blank=True, null=True, verbose_name='loan'),
        ),
        migrations.AddField(
            model_name='historicalownedvehicle',
            name='loan_months',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='term of the loan in months'),
        ),
        migrations.AddField(
            model_name='historicalownedvehicle',
            name='made_in',
            field=models.DateField(blank=True, null=True, verbose_name='year and month of make'),
        ),
        migrations.AddField(
            model_name='historicalownedvehicle',
            name='model_code',
            field=models.CharField(blank=True, max_length=40, verbose_name='model code'),
        ),
        migrations.AddField(
            model_name='historicalownedvehicle',
            name='price',
            field=foundation.money.FenField(blank=True, null=True, verbose_name='price'),
        ),
        migrations.AddField(
            model_name='historicalownedvehicle',
            name='sum_insured',
            field=foundation.money.FenField(blank=True, null=True, verbose_name='sum insured'),
        ),
        migrations.AddField(
            model_name='ownedvehicle',
            name='accessories',
            field=models.CharField(blank=True, max_length=200, verbose_name='accessories'),
        ),
        migrations.AddField(
            model_name='ownedvehicle',
            name='licensed_on',
            field=models.DateField(blank=True, null=True, verbose_name='licensed on'),
        ),
        migrations.AddField(
            model_name='ownedvehicle',
            name='loan_amount',
            field=foundation.money.FenField(blank=True, null=True, verbose_name='loan'),
        ),
        migrations.AddField(
            model_name='ownedvehicle',
            name='loan_months',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='term of the loan in months'),
        ),
        migrations.AddField(
            model_name='ownedvehicle',
            name='made_in',
            field=models.DateField(blank=True, null=True, verbose_name='year and month of make'),
        ),
        migrations.AddField(
            model_name='ownedvehicle',
            name='model_code',
            field=models.CharField(blank=True, max_length=40, verbose_name='model code'),
        ),
        migrations.AddField(
            model_name='ownedvehicle',
            name='price',
            field=foundation.money.FenField(blank=True, null=True, verbose_name='price'),
        ),
        migrations.AddField(
            model_name='ownedvehicle',
            name='sum_insured',
            field=foundation.money.FenField(blank=True, null=True, verbose_name='sum insured'),
        ),
        migrations.RunPython(take_from_orders, migrations.RunPython.noop),
    ]
