"""What happened at a contact, and the form that plans the next with it (R4.1, R4.2, R4.5, R9.2)."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.fields import DayField, text_area
from foundation.once import OnceForm
from foundation.registry import addresses
from leads.grading.fields import IntentEditForm
from leads.grading.rules import days_until, fits
from leads.opportunities.fields import DETAIL_NAMES, IntentDetails, LossFields
from leads.opportunities.models import UNKNOWN_MODEL

from ..activities.fields import CompanionField
from ..activities.models import Mode, Result, Satisfaction
from ..activities.rules import NOT_REACHED, missing_words, purpose_for
from ..phrases.models import PARTS, Field
from ..phrases.queries import BY_PURPOSE, phrases_of
from ..plans.fields import PlanFields
from ..plans.services import days_to_offer, default_next_on
from ..recordings.fields import RecordingFields
from ..regrading.services import stays_unread
from .fields import AskedFields, PartFields
from .services import MISSING_WORDS, Contact, Outcome


class HappenedFields(RecordingFields):
    mode = forms.ChoiceField(label=gettext_lazy("Mode"), choices=Mode, widget=forms.RadioSelect)
    result = forms.ChoiceField(
        label=gettext_lazy("Contact result"), choices=Result, widget=forms.RadioSelect
    )
    executed_on = DayField(label=gettext_lazy("Date of the contact"))
    content = forms.CharField(
        label=gettext_lazy("What was said"), required=False, widget=text_area(2), max_length=10_000
    )
    feedback = forms.CharField(
        label=gettext_lazy("Customer feedback"),
        required=False,
        widget=text_area(1),
        max_length=10_000,
    )

    field_order = ["token", "mode", "result", "executed_on", "content", "feedback"]
    feedback_required = True
    # Who writes, and on which day: they have phrases of their own.
    writer = on = None

    def clean(self):
        values = super().clean()
        missing = missing_words(
            self.cleaned_data.get("result", Result.NO_ANSWER),
            self.cleaned_data.get("content", ""),
            self.cleaned_data.get("feedback", ""),
            feedback_required=self.feedback_required,
        )
        for name in missing:
            if name not in self.errors:
                self.add_error(name, MISSING_WORDS[name])
        return values

    @cached_property
    def phrases(self):
        """What is written often, one tap away: ``{field: phrases}``."""
        return phrases_of(self.writer, on=self.on) if self.writer else {}


# So much of a note is carried on to the order.
CARRIED = 300
# What a note should hold (R4.11).
NOTE_STANDARD = gettext_lazy("Points of interest · objections · what was introduced · next step")


class ContactForm(
    PartFields, IntentEditForm, IntentDetails, AskedFields, LossFields, PlanFields, HappenedFields
):
    """A contact about ``opportunity``; ``keeps_plan``: another plan stands, so none is required.

    ``to_ask``: names of the card's fields that are to be asked for (R2.3). ``about``: what the contact
    was to be about; whom nobody answered is tried again for the same, with ``try_again=<day>``.
    """

    edited = (*IntentEditForm.edited, "model", *DETAIL_NAMES, "event")
    asks_date = False

    with_decision_maker = forms.TypedChoiceField(
        label=gettext_lazy("Talked to the decision maker"),
        choices=[
            ("yes", gettext_lazy("Yes")),
            ("no", gettext_lazy("No")),
            ("", gettext_lazy("Not known")),
        ],
        coerce=lambda word: word == "yes",
        empty_value=None,
        required=False,
        initial="",
        widget=forms.RadioSelect,
    )
    companion = CompanionField()
    next_companion = CompanionField()
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        choices=Outcome,
        initial=Outcome.CONTINUE,
        widget=forms.RadioSelect,
    )

    def __init__(
        self, data=None, *args, opportunity, keeps_plan=False, to_ask=(), about="", **kwargs
    ):
        self.keeps_plan = keeps_plan
        data = self._tried(data, about or _("Try again"))
        super().__init__(data, *args, opportunity=opportunity, **kwargs)
        self.ask(to_ask)
        self.ask_parts(self.reader.policy)
        self.initial = self.present_details(opportunity) | self.initial
        self.offer_events(opportunity.store_id, on=self.reader.on, present=opportunity.event_id)
        self.fields["model"].required = False
        self.fields["model"].widget.attrs |= {"list": "models-in-use", "autocomplete": "off"}
        self.feedback_required = self.reader.policy.feedback_required
        for name in ("companion", "next_companion"):
            self.fields[name].offer(self.opportunity)
        hints = {
            "content": NOTE_STANDARD,
            "feedback": self.fields["feedback"].label,
            "expected_content": self.fields["expected_content"].label,
        }
        for name, hint in hints.items():
            self.fields[name].widget.attrs["placeholder"] = hint
        self.fields["note"].widget.attrs["rows"] = 1
        if not self.asks_grade:
            self.fields["note"].help_text = ""
        self.fields["expected_content"].widget.attrs["rows"] = 1
        if not self.is_bound:
            self._ask_about_date()

    @staticmethod
    def _tried(data, about):
        """What one button says: nobody answered, and when to try again (R4.2)."""
        again = data.get("try_again", "") if data else ""
        if not again:
            return data
        data = data.copy()
        said = {"result": Result.NO_ANSWER, "outcome": Outcome.CONTINUE, "planned_on": again}
        for name, value in said.items():
            data[name] = value
        if not data.get("expected_content", "").strip():
            data["expected_content"] = str(about)
        return data

    def _ask_about_date(self):
        """A date that is past, or no longer fits the grade, is asked about, with what would mend it (R3.3)."""
        expected_on = self.opportunity.expected_on
        grade = self.reader.grades.get(self.opportunity.grade.code)
        if grade is None or grade.is_ordered:
            return
        if expected_on < self.reader.on:
            text = _("The date on file is past: agree on a new one.")
        elif not fits(grade, days_until(expected_on, self.reader.on, self.reader.count)):
            text = _("This date no longer fits grade %(grade)s: ask when they want to buy.") % {
                "grade": grade.code
            }
        else:
            return
        self.asks_date = True
        self.fields["expected_on"].help_text = text
        self.corrections = self.corrections_of(grade, expected_on)

    field_order = [*HappenedFields.field_order, "outcome"]

    def clean_note(self):
        """Whom nobody reached cannot be asked for another grade: the one on file stays (R12.1)."""
        note = self.cleaned_data["note"]
        is_silent = self.cleaned_data.get("result") in NOT_REACHED
        if stays_unread(self.opportunity, self.reader, note, is_silent=is_silent):
            self.grade = self.opportunity.grade
            return note
        return super().clean_note()

    def may_be_ordered(self):
        ends = self.cleaned_data.get("outcome") != Outcome.CONTINUE
        return self.opportunity.ordered_on is not None or ends and self.opportunity.grade.is_ordered

    @property
    def order_url(self):
        """Where the order is taken, with what the note says after its grade."""
        said = str(self["note"].value() or "")[len(self.shown_code) :].strip(" ,，:：")
        address = reverse(addresses["take_order"], args=[self.opportunity.pk])
        return f"{address}?{urlencode({'note': said[:CARRIED]})}"

    def date_matters(self):
        values = self.cleaned_data
        if values.get("outcome") != Outcome.CONTINUE or "note" not in values:
            return False
        is_silent = values.get("result") in NOT_REACHED and values["note"] == self.opportunity.note
        is_same = values["expected_on"] == self.opportunity.expected_on
        return not ((self.grade.is_ordered or is_silent) and is_same)

    @property
    def asks_model(self):
        """Whether nobody has asked yet what they want to buy; then the contact does."""
        return self.opportunity.model == UNKNOWN_MODEL

    @property
    def shows_date(self):
        """Whether the expected date is asked for; one that still fits is folded away."""
        return self.asks_date or "expected_on" in self.errors

    @property
    def has_folded_errors(self):
        """Whether what is folded away must be seen."""
        shown = {"result", "content", "feedback", "note", "expected_on", "planned_on"}
        shown |= {f"part_{part}" for part in PARTS}
        shown |= {"expected_content", "stretch_reason", "token", NON_FIELD_ERRORS}
        return bool(set(self.errors) - shown)

    @property
    def person(self):
        """Who owes the next contact."""
        return self.opportunity.consultant

    @property
    def next_grade(self):
        """The grade that the note now says, or the present one while it says none."""
        return self.grade or self.opportunity.grade

    @cached_property
    def next_day(self):
        """The day proposed for the next contact (R4.3)."""
        values = getattr(self, "cleaned_data", {"expected_on": self.opportunity.expected_on})
        return default_next_on(
            person=self.opportunity.consultant,
            grade=self.next_grade,
            contact_on=values.get("executed_on") or self.reader.on,
            on=self.reader.on,
            expected_on=values.get("expected_on"),
        )

    @property
    def next_phrases(self):
        """``(purpose, phrase)`` of what may be next; the purpose shown is the one of the grade (R4.1)."""
        own = [("", text) for text in self.phrases.get(Field.NEXT, [])]
        return own + [(code, text) for code, texts in BY_PURPOSE.items() for text in texts]

    @property
    def letters(self):
        """``(radio, grade, purpose)`` of each grade that one tap sets (R3.1)."""
        for radio in self["letter"]:
            grade = self.reader.grades[radio.data["value"]]
            yield radio, grade, purpose_for(grade.code, is_ordered=grade.is_ordered)

    @cached_property
    def offered_days(self):
        """The days for the next contact that are one tap away."""
        values = getattr(self, "cleaned_data", {"expected_on": self.opportunity.expected_on})
        return days_to_offer(
            self.next_day,
            person=self.opportunity.consultant,
            grade=self.next_grade,
            on=self.reader.on,
            expected_on=values.get("expected_on"),
        )

    def contact(self):
        """The ``Contact`` of the valid form."""
        values = self.cleaned_data
        names = ("mode", "result", "executed_on", "content", "feedback", "note", "expected_on")
        names += ("with_decision_maker", "companion", "outcome", "lost_reason", "competitor")
        names += ("competitor_price",)
        goes_on = values["outcome"] == Outcome.CONTINUE
        plan = self.next_plan(self.next_day) if goes_on else None
        return Contact(
            next_plan=plan,
            card=self.answers(),
            details=self.details(),
            parts=self.parts(),
            **{name: values[name] for name in names},
        )


# A buyer neither orders nor is lost by a greeting.
RESULTS = [choice for choice in Result.choices if choice[0] not in (Result.ORDERED, Result.LOST)]


class CareContactForm(HappenedFields, OnceForm):
    """A contact with a buyer, by the grading ``policy`` of the opportunity."""

    satisfaction = forms.TypedChoiceField(
        label=gettext_lazy("Satisfied with the use of the car"),
        choices=[*Satisfaction.choices, ("", gettext_lazy("Not asked"))],
        coerce=int,
        empty_value=None,
        required=False,
        initial="",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, policy, **kwargs):
        super().__init__(*args, **kwargs)
        self.feedback_required = policy.feedback_required
        self.fields["result"].choices = RESULTS

    def contact(self):
        """The ``Contact`` of the valid form."""
        names = ("mode", "result", "executed_on", "content", "feedback", "satisfaction")
        return Contact(**{name: self.cleaned_data[name] for name in names})
