"""What a password may be, beside what Django asks."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Longer ones cost time to hash and help nobody.
LONGEST_PASSWORD = 128


class MaximumLength:
    """A validator as Django's own are."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) > LONGEST_PASSWORD:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        values = {"number": LONGEST_PASSWORD}
        return _("A password has at most %(number)d characters.") % values
