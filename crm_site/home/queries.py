"""Which page each role begins with (R1.1), and what stands above a consultant's list."""

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


# What may stand above the list, each folded into one line, the most urgent first.
LINES = ("reports", "annotations", "support", "full_days", "taken_over", "emphases", "coming_up")
# So many lines leave the first customer within the first 480 px of a phone.
MOST_LINES = 3


def lines_of(context):
    """``(templates, further templates)`` of what the page has to tell; the further ones share a line."""
    found = [f"home/lines/{name}.html" for name in LINES if context.get(name)]
    if len(found) <= MOST_LINES:
        return found, []
    return found[: MOST_LINES - 1], found[MOST_LINES - 1 :]


def coming_up_in_rows(coming_up, rows):
    """Gives each row what comes up for its customer; returns what is left for others."""
    of_rows = {row.opportunity.customer_id for row in rows}
    for row in rows:
        customer = row.opportunity.customer_id
        row.coming_up = [item for item in coming_up if item.customer.pk == customer]
    return [item for item in coming_up if item.customer.pk not in of_rows]
