"""Whether a database holds anything beside what the migrations ship: asked before it is filled."""

from django.apps import apps

# What migrations and Django itself write, and traces of visitors: no business is lost with them.
NO_DATA = {
    "accounts.attempt",
    "accounts.backuprun",
    "accounts.pulse",
    "admin.logentry",
    "auth.permission",
    "compliance.ledgersum",
    "contenttypes.contenttype",
    "leads.grade",
    "leads.gradingpolicy",
    "rewards.rewardsum",
    "sessions.session",
    "usersessions.usersession",
}


def tables():
    """Every model that has a table of its own, those of many-to-many links included."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]


def first_with_data():
    """The verbose name of the first kind of record found, or ``None`` where the database is empty."""
    for model in tables():
        if model._meta.label_lower not in NO_DATA and model._base_manager.exists():
            return str(model._meta.verbose_name_plural)
    return None
