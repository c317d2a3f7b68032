from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_general_manager_and_emphasis")]

    operations = [
        migrations.AddField(
            model_name="submittedform",
            name="content",
            field=models.CharField(blank=True, max_length=16),
        ),
    ]
