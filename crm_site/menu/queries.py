"""How much waits behind the entries of the menu; counted only where a page shows it."""

from django.utils.functional import SimpleLazyObject

from compliance.decisions.queries import count_waiting


def badges(request):
    """`badges` for templates: ``{address name: number}``."""
    return {"badges": SimpleLazyObject(lambda: _count(request))}


def _count(request):
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"compliance:inbox": count_waiting(user)}
