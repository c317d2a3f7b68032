"""Hours, targets and shares of a desk, as a table that always exists (R12.3, R12.4)."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from foundation.adopting import AdoptionForm
from foundation.fields import TimeField

from .rules import SHARES, SHARES_OF_SIX, Block, DeskDay, Fault, faults_of

SPARE = 2
MOST = 999
LONGEST_WEEK = 7
FAULTS = {
    Fault.ENDS: ("end", gettext_lazy("This is not after the beginning.")),
    Fault.OVERLAPS: ("start", gettext_lazy("These hours overlap the ones before.")),
    Fault.NO_CLASS: ("classes", gettext_lazy("Name the classes that are called.")),
    Fault.UNKNOWN_CLASS: ("classes", gettext_lazy("There is no such class.")),
}
PARTS = ("start", "end", "classes", "target")


def listed(text):
    """The words of a list parted by commas or blanks, each once."""
    return tuple(dict.fromkeys(filter(None, re.split(r"[\s,，、;；]+", text))))


class ClassesField(forms.CharField):
    """Codes of classes parted by commas."""

    def __init__(self, **kwargs):
        super().__init__(max_length=60, required=False, **kwargs)

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value):
        return listed(super().clean(value).upper())


class SharesField(forms.CharField):
    """Whole numbers parted by commas."""

    def prepare_value(self, value):
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value

    def clean(self, value):
        words = listed(super().clean(value))
        numbers = [int(word) for word in words_of_list(value) if word.isascii() and word.isdigit()]
        if not words or len(numbers) != len(words_of_list(value)) or len(numbers) > LONGEST_WEEK:
            raise ValidationError(
                _("Give one whole number for each working day, parted by commas.")
            )
        if any(not 0 < number <= MOST for number in numbers):
            raise ValidationError(_("Each number is between 1 and 999."))
        return tuple(numbers)


def words_of_list(text):
    return [word for word in re.split(r"[\s,，、;；]+", text or "") if word]


class DeskDayForm(AdoptionForm):
    """``present``: the ``DeskDay`` that holds; ``codes``: the classes of the team's policy."""

    morning = forms.IntegerField(
        label=gettext_lazy("Effective contacts before noon"), min_value=1, max_value=MOST
    )
    afternoon = forms.IntegerField(
        label=gettext_lazy("Effective contacts after noon"), min_value=1, max_value=MOST
    )
    day = forms.IntegerField(
        label=gettext_lazy("Effective contacts of the day"), min_value=1, max_value=MOST
    )
    threes = forms.IntegerField(
        label=gettext_lazy("Class 3 today, ordinary and key"), min_value=1, max_value=MOST
    )
    shares = SharesField(
        label=gettext_lazy("Contacts arranged for each working day of a week"),
        max_length=60,
        help_text=gettext_lazy(
            "Usual are 35, 25, 25, 20, 15; for six days ahead 55, 35, 25, 15, 10, 5. Days off take no share."
        ),
    )

    def __init__(self, *args, present, codes, **kwargs):
        super().__init__(*args, **kwargs)
        self.codes = list(codes)
        for name in ("morning", "afternoon", "day", "threes", "shares"):
            self.fields[name].initial = getattr(present, name)
        self.fields["reason"].required = False
        self.places = range(len(present.blocks) + SPARE)
        for place in self.places:
            block = present.blocks[place] if place < len(present.blocks) else None
            self._add_block(place, block)

    def _add_block(self, place, block):
        made = {
            "start": TimeField(label=pgettext_lazy("time of the day", "From"), required=False),
            "end": TimeField(label=gettext_lazy("Until"), required=False),
            "classes": ClassesField(label=gettext_lazy("Classes")),
            "target": forms.IntegerField(
                label=pgettext_lazy("of a day", "Target"),
                required=False,
                min_value=0,
                max_value=MOST,
            ),
        }
        for part, field in made.items():
            field.initial = getattr(block, part) if block else None
            self.fields[f"{part}_{place}"] = field

    @property
    def rows(self):
        """The bound fields of each block."""
        return [[self[f"{part}_{place}"] for part in PARTS] for place in self.places]

    @property
    def target_fields(self):
        return [self[name] for name in ("morning", "afternoon", "day", "threes")]

    def clean(self):
        values = super().clean()
        blocks = {}
        for place in self.places:
            given = {part: values.get(f"{part}_{place}") for part in PARTS}
            if any(f"{part}_{place}" in self.errors for part in PARTS):
                continue
            if given["start"] is None and given["end"] is None and not given["classes"]:
                continue
            for part in ("start", "end"):
                if given[part] is None:
                    self.add_error(f"{part}_{place}", _("Give both times, or none."))
                    break
            else:
                blocks[place] = Block(
                    given["start"], given["end"], given["classes"], given["target"] or 0
                )
        places = list(blocks)
        for number, fault in faults_of(list(blocks.values()), self.codes).items():
            part, said = FAULTS[fault]
            self.add_error(f"{part}_{places[number]}", said)
        if not blocks and not self.errors:
            raise ValidationError(_("Name at least one block of hours."))
        self.blocks = tuple(blocks.values())
        return values

    def laid_out(self):
        """The ``DeskDay`` of the valid form."""
        names = ("morning", "afternoon", "day", "threes", "shares")
        return DeskDay(blocks=self.blocks, **{name: self.cleaned_data[name] for name in names})


# One tap fills in either of them.
USUAL = (SHARES, SHARES_OF_SIX)
