"""Which page each role begins with (R1.1)."""

from accounts.people.models import Role

FIRST_PAGES = {
    Role.RECEPTION: ["reception:home"],
    Role.MANAGER: ["followups:board"],
    Role.DIRECTOR: ["compliance:inbox", "leads:customer_list"],
    Role.GENERAL_MANAGER: ["reports:dashboard"],
    Role.ADMINISTRATOR: ["import_list", "accounts:staff_list"],
    Role.FINANCE: ["orders:due_list"],
}
OTHERS = ["followups:phone_lookup"]


def first_pages_of(user):
    """The addresses of the page that they begin with, the first that exists."""
    return ["home"] if user.is_consultant else FIRST_PAGES.get(user.role, OTHERS)
