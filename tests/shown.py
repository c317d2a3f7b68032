"""What a person has before them when they decide, for tests of decisions."""

from foundation.decisions import APPROVE, Choice, kind_of, preview


def choices_of(code, things, *, now, act=APPROVE):
    """The records as somebody sees them at this moment, ready to be decided."""
    kind = kind_of(code)
    found = kind.load({record.pk for record in things})
    records = [found[record.pk] for record in things]
    preview(kind, records, act=act, now=now)
    return [Choice(kind, record, record.mark) for record in records]


def press(client, url, values, **how):
    """Open the page and send what stands on it, with the values filled in."""
    shown = client.get(url).context["shown"]
    return client.post(url, values | {"shown": shown}, **how)
