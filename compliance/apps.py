from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplianceConfig(AppConfig):
    name = "compliance"
    verbose_name = _("Audit and ledger")

    def ready(self):
        from accounts.notices.models import register as register_notices
        from followups.cards.queries import histories
        from followups.evening.queries import columns
        from followups.merging.rules import Follow, Stay, hindrances, of_cards, of_intents
        from followups.withdrawals.queries import built_on
        from foundation.decisions import register
        from foundation.registry import addresses, fragments, weighty_to_send

        from .audit.queries import audited_since
        from .claims import decision as claims
        from .claims import notices as claim_notices
        from .claims.models import OPEN_STATES
        from .claims.queries import claim_filed, claimed_with
        from .decisions.queries import changes_of
        from .findings.queries import BOARD_COLUMN
        from .hand_over import decision as departures
        from .hand_over import notices as hand_over_notices
        from .hand_over.queries import still_moving
        from .penalties import notices as penalty_notices
        from .penalties.decision import proposals, reports, suspension_days
        from .suspicions import decision as suspicions

        for room in (proposals, suspension_days, claims, departures, reports, suspicions):
            register(room.KIND)
        for told in (penalty_notices, claim_notices, hand_over_notices):
            register_notices(*told.KINDS)
        hindrances.register(claim_filed)
        hindrances.register(still_moving)
        of_cards.register(
            Follow(
                "compliance.Claim",
                "customer",
                alone=("claimant",),
                among={"state__in": OPEN_STATES},
            )
        )
        of_cards.register(
            Stay("compliance.HandOverItem", "customer", "who gave which card to whom")
        )
        of_intents.register(
            Stay("compliance.Finding", "opportunity", "a finding is the deadline that broke")
        )
        histories.register(changes_of)
        columns.register(BOARD_COLUMN)
        built_on.register(claimed_with)
        built_on.register(audited_since)
        addresses["policies"] = "compliance:policy_list"
        addresses["inbox"] = "compliance:inbox"
        addresses["inbox_decide"] = "compliance:inbox_decide"
        weighty_to_send.update(
            f"compliance:{name}"
            for name in (
                "proposal_approve",
                "proposal_waive",
                "suspension_days",
                "inbox_decide",
                "entry_reverse",
                "departure_close",
            )
        )
        fragments["give_to"].register("compliance/hand_over/_give_to.html")
        fragments["staff"].register("compliance/hand_over/_staff_link.html")
        fragments["card_links"].register("compliance/claims/_card_link.html")
        fragments["claimable_phone"].register("compliance/claims/_phone_link.html")
        fragments["recording"].register("compliance/evidence/_recording_link.html")
        fragments["board"].register("compliance/reminders/_on_board.html")
