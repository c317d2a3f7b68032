from django import forms
from django.utils.translation import gettext_lazy as _

from .services import check_audio


class RecordingFields(forms.Form):
    recording = forms.FileField(
        label=_("Recording"),
        required=False,
        max_length=200,
        widget=forms.FileInput(attrs={"accept": "audio/*"}),
    )
    reference = forms.CharField(
        label=_("Or where the recording is kept"),
        required=False,
        max_length=300,
        help_text=_("For example the number of the call in the telephone system."),
    )

    def clean_recording(self):
        upload = self.cleaned_data["recording"]
        if upload:
            check_audio(upload)
        return upload

    @property
    def has_recording(self):
        values = self.cleaned_data
        return bool(values.get("recording") or values.get("reference", "").strip())

    @property
    def must_choose_again(self):
        """A browser forgets the chosen file when the form comes back."""
        return self.is_bound and "recording" in self.files
