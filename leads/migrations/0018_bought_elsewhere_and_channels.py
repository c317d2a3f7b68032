from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leads', '0017_criteria_of_the_default'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalopportunity',
            name='bought_elsewhere',
            field=models.BooleanField(default=False, verbose_name='bought elsewhere'),
        ),
        migrations.AddField(
            model_name='opportunity',
            name='bought_elsewhere',
            field=models.BooleanField(default=False, verbose_name='bought elsewhere'),
        ),
        migrations.AlterField(
            model_name='customer',
            name='channel',
            field=models.CharField(blank=True, choices=[('event', 'Market event'), ('website', 'Own website'), ('autohome', 'Autohome'), ('yiche', 'Yiche'), ('telemarketing', 'Telemarketing'), ('store', 'Store'), ('service_station', 'Service station'), ('trade', 'Trade development'), ('peers', 'Peers'), ('inside', 'Inside information'), ('partner', 'Partner'), ('wechat', 'WeChat'), ('weibo', 'Weibo'), ('douyin', 'Douyin')], max_length=20, verbose_name='channel'),
        ),
        migrations.AlterField(
            model_name='historicalcustomer',
            name='channel',
            field=models.CharField(blank=True, choices=[('event', 'Market event'), ('website', 'Own website'), ('autohome', 'Autohome'), ('yiche', 'Yiche'), ('telemarketing', 'Telemarketing'), ('store', 'Store'), ('service_station', 'Service station'), ('trade', 'Trade development'), ('peers', 'Peers'), ('inside', 'Inside information'), ('partner', 'Partner'), ('wechat', 'WeChat'), ('weibo', 'Weibo'), ('douyin', 'Douyin')], max_length=20, verbose_name='channel'),
        ),
    ]
