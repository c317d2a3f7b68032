"""`manage.py makemessages`: brings locale/ up to date with the sources; needs GNU gettext."""

from django.core.management.commands import makemessages

ELSEWHERE = [".*", "benchmarks", "docs", "node_modules", "tests", "var"]


class Command(makemessages.Command):
    help = "Collects what is to be translated into locale/; fill in what is empty or marked fuzzy."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(
            locale=["zh_Hans"],
            extensions=["py", "html", "txt"],
            ignore_patterns=list(ELSEWHERE),
            add_location="file",
            no_wrap=True,
            no_obsolete=True,
        )
