"""The log-ins of the demonstration, as a table to read."""

from accounts.people.models import Role


def describe(staff, password):
    """One line a role: who may log in where; everyone has the same password."""
    lines = [f"Demonstration log-ins, password of everyone: {password}"]
    lines += [f"  {'region director':<17} {staff.region_director.username}"]
    for role in Role:
        names = [
            f"{store.code} {', '.join(person.username for person in staff.of(role, store))}"
            for store in staff.stores
        ]
        lines.append(f"  {role.value:<17} {' · '.join(names)}")
    lines.append(
        "These people need no second factor; whoever is entered by hand does (see README)."
    )
    return "\n".join(lines) + "\n"
