from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from accounts.people.models import Region, Store
from leads.customers.models import Channel

from ...sources.models import LeadSource
from ...sources.services import make_source, revoke_source


class Command(BaseCommand):
    help = "Makes a source of leads and prints its token, once; --revoke ends it."

    def add_arguments(self, parser):
        parser.add_argument("name", help="what the source is called")
        parser.add_argument("--channel", help=f"one of {', '.join(Channel.values)}")
        parser.add_argument("--store", help="code of the store; without it leads are spread")
        parser.add_argument("--region", help="code of the region over whose stores they are spread")
        parser.add_argument("--revoke", action="store_true", help="end the source's token")

    def handle(self, *, name, channel, store, region, revoke, **options):
        try:
            if revoke:
                self.revoke(name)
            else:
                self.make(name, channel, store, region)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error

    def make(self, name, channel, store, region):
        """The token alone stands on standard output, so that a script can take it."""
        if channel not in Channel.values:
            raise CommandError(f"--channel is one of {', '.join(Channel.values)}.")
        values = {"store": found(Store, store), "region": found(Region, region)}
        source, token = make_source(by=None, now=now(), name=name, channel=channel, **values)
        self.stderr.write(f"{source}: keep its token now, it is not shown again.")
        self.stdout.write(token)

    def revoke(self, name):
        source = LeadSource.objects.filter(name=name).first()
        if source is None:
            raise CommandError(f"There is no source named {name!r}.")
        revoke_source(source, by=None, now=now())
        self.stdout.write(f"{source}: revoked.")


def found(model, code):
    """The store or region of the code, or ``None`` where none was given."""
    if not code:
        return None
    row = model.objects.filter(code=code).first()
    if row is None:
        raise CommandError(f"There is no {model._meta.verbose_name} {code!r}.")
    return row
