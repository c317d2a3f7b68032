from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    name = "intake"
    verbose_name = _("Leads")

    def ready(self):
        from django.core.checks import register as register_check

        from accounts.notices.models import register as register_notices
        from accounts.uploads.models import ImportKind
        from followups.cards.queries import sections
        from followups.deadlines.services import synced
        from followups.merging.rules import Follow, Stay, of_cards, of_intents
        from followups.ownership.services import followers
        from foundation.decisions import register as register_decision
        from foundation.importing.registry import register

        from .arrivals import notices as arrival_notices
        from .arrivals.imports import LeadsImporter
        from .arrivals.services.changing import changed
        from .arrivals.services.known import given_to_owner
        from .distribution import notices as distribution_notices
        from .distribution.services.assigning import follow_customers, keep_owner
        from .invitations import notices as invitation_notices
        from .invitations.queries import invitations_on_card
        from .invitations.services import strike_given_back
        from .lead_changes import notices as change_notices
        from .lead_changes.decision import KIND
        from .mailboxes import notices as mailbox_notices
        from .mailboxes.queries import check_given
        from .urging import notices as urging_notices
        from .urging.queries import measures_on_card
        from .webhooks import notices as webhook_notices
        from .webhooks.services import note_changes, note_opportunities

        for told in (
            arrival_notices,
            distribution_notices,
            invitation_notices,
            change_notices,
            mailbox_notices,
            webhook_notices,
            urging_notices,
        ):
            register_notices(*told.KINDS)
        register_check(check_given)
        register_decision(KIND)
        changed.register(note_changes)
        synced.register(note_opportunities)
        register(ImportKind.LEADS, LeadsImporter)
        given_to_owner.register(keep_owner)
        followers.register(follow_customers)
        followers.register(strike_given_back)
        sections.register(invitations_on_card)
        sections.register(measures_on_card)
        of_cards.register(Follow("intake.Lead", "customer", number="phone", since="recorded_at"))
        for model, name in (
            ("intake.Suspicion", "card"),
            ("intake.Suspicion", "other_card"),
            ("intake.DeadNumber", "card"),
            ("intake.InvalidRecord", "card"),
        ):
            of_cards.register(Stay(model, name, "what the night suspects of the card itself"))
        of_intents.register(Follow("intake.Lead", "opportunity"))
        of_cards.register(Follow("intake.KeptInvitation", "customer"))
        of_intents.register(Follow("intake.KeptInvitation", "opportunity"))
