from django.conf import settings
from django.db import models


class SubmittedForm(models.Model):
    """The token of a form that has taken effect: pressing twice does it once."""

    token = models.UUIDField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    submitted_at = models.DateTimeField()
    result_url = models.CharField(max_length=300)

    class Meta:
        indexes = [models.Index(fields=["submitted_at"])]

    def __str__(self):
        return str(self.token)
