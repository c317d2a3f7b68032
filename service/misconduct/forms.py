"""What somebody tells in confidence, how it is followed, and who is named to read (R13.4)."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from django import forms
from django.core import signing
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.people.models import Role, User
from foundation.edits import EditForm
from foundation.fields import text_area
from foundation.once import OnceForm
from leads.customers.fields import PhotoField

from .models import LINE, LONGEST, MessageKind, MisconductDesk, ReportState
from .queries import staff_of
from .rules import LEAST_NAMED

PHOTOS = ("photo_1", "photo_2", "photo_3")
_SALT = "misconduct person"


def sealed(person: User) -> str:
    """A person as the staff's page offers them: of no use but to be sent back, so that nobody tries out keys."""
    return signing.dumps(person.pk, salt=_SALT)


# What a device keeps of how much it sent today; nothing of it is kept here.
DEVICE = "speak_up"


def _seal():
    return Fernet(urlsafe_b64encode(salted_hmac(DEVICE, "", algorithm="sha256").digest()))


def sealed_number(number, *, on):
    """Of the same length whatever the number, and without the time of the day."""
    return _seal().encrypt_at_time(f"{on} {min(number, 99):02}".encode(), 0).decode()


def number_in(text, *, on):
    """What ``sealed_number`` made on the same day; 0 of anything else."""
    try:
        day, number = _seal().decrypt(text.encode()).decode().split()
    except (InvalidToken, ValueError):
        return 0
    return int(number) if day == on.isoformat() else 0


class TellForm(forms.Form):
    """``staff``: whom the staff's page offers; what it sends back is read without anybody's log-in."""

    page = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("What happened?"),
        max_length=LONGEST,
        widget=text_area(6, maxlength=LONGEST),
    )
    person = forms.CharField(required=False, max_length=100, widget=forms.Select)
    about = forms.CharField(
        label=gettext_lazy("About whom?"),
        max_length=LINE,
        required=False,
        help_text=gettext_lazy(
            "A name, or how they can be told. Whom you name here never sees it."
        ),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    position = forms.ChoiceField(
        label=gettext_lazy("Their position"),
        required=False,
        help_text=gettext_lazy("Nobody here who holds it will see it."),
        choices=[("", pgettext_lazy("position", "I do not know")), *Role.choices],
    )
    place = forms.CharField(label=gettext_lazy("Where?"), max_length=LINE, required=False)
    moment = forms.CharField(label=gettext_lazy("When?"), max_length=LINE, required=False)
    photo_1, photo_2, photo_3 = (PhotoField() for _n in range(3))
    website = forms.CharField(
        label=gettext_lazy("Leave this blank"),
        required=False,
        max_length=300,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args, staff=(), **kwargs):
        super().__init__(*args, **kwargs)
        field, sent = self.fields["person"], self.data.get("person", "")
        field.label = gettext_lazy("About whom? Choose")
        nobody = ("", pgettext_lazy("person", "Nobody of these"))
        chosen = self._read(sent) if sent else None
        if staff:
            field.widget.choices = [nobody, *((sealed(each), str(each)) for each in staff)]
        elif chosen:
            field.widget.choices = [nobody, (sent, str(chosen))]
        else:
            field.widget = forms.HiddenInput()
        self.person = chosen

    @staticmethod
    def _read(text):
        try:
            key = signing.loads(text, salt=_SALT)
        except signing.BadSignature:
            return None
        return User.objects.filter(pk=key).first()

    @property
    def told(self):
        """The fields of the report, of the valid form."""
        names = ("text", "about", "position", "place", "moment")
        values = {name: self.cleaned_data[name].strip() for name in names}
        if self.person and str(self.person) not in values["about"]:
            values["about"] = f"{self.person} {values['about']}".strip()[:LINE]
        return values

    @property
    def photos(self):
        return [self.cleaned_data[name] for name in PHOTOS if self.cleaned_data.get(name)]

    def renew(self, page):
        self.data = self.data.copy()
        self.data["page"] = page


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Your code"),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )


class ReplyForm(CodeForm):
    """What the sender says further; the code goes with it, and stands in no address."""

    text = forms.CharField(
        label=gettext_lazy("Write to the readers"),
        max_length=LONGEST,
        widget=text_area(4, maxlength=LONGEST),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget = forms.HiddenInput()


class ActForm(OnceForm):
    """What a reader does about it."""

    ASK, NOTE = MessageKind.ASKED.value, MessageKind.NOTE.value
    ACTS = [
        (ASK, gettext_lazy("Write to who told it")),
        (NOTE, gettext_lazy("Note for the readers")),
        (ReportState.FOUNDED.value, gettext_lazy("Close it: it was so")),
        (ReportState.UNFOUNDED.value, gettext_lazy("Close it: not confirmed")),
    ]
    act = forms.ChoiceField(
        label=gettext_lazy("What to do"), choices=ACTS, widget=forms.RadioSelect, initial=ASK
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=LONGEST,
        widget=text_area(4, maxlength=LONGEST),
        help_text=gettext_lazy("Who told it reads all but notes."),
    )


class SubjectForm(OnceForm):
    person = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("It is about"))

    def __init__(self, *args, desk, but, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = staff_of(desk).exclude(pk=but.pk)


class TrusteesForm(EditForm):
    """Who reads the reports of a place; ``desk`` is its desk."""

    is_grid = True

    people = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=gettext_lazy("Who reads what is told in confidence"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "At least two. What is about one of them is never shown to that one; where nobody is left it goes "
            "to the general manager, then to the region."
        ),
    )

    def __init__(self, *args, desk: MisconductDesk, **kwargs):
        super().__init__(*args, **kwargs)
        named = list(desk.trustees.values_list("person", flat=True))
        people = User.objects.filter(Q(pk__in=staff_of(desk)) | Q(pk__in=named), is_active=True)
        self.fields["people"].queryset = people.order_by("full_name", "pk")
        self.fields["people"].initial = named

    def clean_people(self):
        people = self.cleaned_data["people"]
        if len(people) < LEAST_NAMED:
            raise forms.ValidationError(
                _("Name at least two: so that one is left where it is about the other.")
            )
        return people
