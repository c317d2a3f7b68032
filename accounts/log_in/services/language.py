"""Whose language is which."""

from django.utils.translation import check_for_language

from ...people.models import User


def remember_language(*, by: User, language: str) -> None:
    """Keep the language that ``by`` chose for their next log-in, on whatever machine."""
    if check_for_language(language):
        User.objects.filter(pk=by.pk).update(language=language)
