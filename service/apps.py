from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServiceConfig(AppConfig):
    name = "service"
    verbose_name = _("Customer service and departments")

    def ready(self):
        from accounts.notices.models import register
        from followups.cards.queries import sections, stories
        from followups.contacts.services import after_loss
        from followups.deadlines.services import recorded, synced
        from followups.evening.queries import columns
        from followups.merging.rules import Follow, Stay, of_cards, of_intents
        from followups.ownership.services import followers
        from followups.withdrawals.queries import built_on
        from followups.worklist.rules import beside
        from foundation import decisions
        from foundation.nights import LookedThrough, looked_through
        from foundation.registry import fragments

        from .complaints import notices as complaint_notices
        from .complaints.models import Complaint
        from .complaints.queries import lists as complaints
        from .complaints.services.watching import follow_owners
        from .complaints.services.watching import sweep as sweep_complaints
        from .losses import decision as losses
        from .losses import notices as loss_notices
        from .losses.queries import called_since, said_after_loss
        from .losses.queries import told_on_card as losses_on_card
        from .losses.services import follow_losses
        from .misconduct import notices as of_misconduct
        from .questions import notices
        from .questions.models import Question
        from .questions.queries import told_on_card
        from .questions.services import sweep as sweep_questions
        from .surveys import notices as of_surveys
        from .surveys import queries as surveys
        from .surveys.models import Occasion, occasions

        told = (notices, loss_notices, of_surveys, of_misconduct)
        register(*(kind for each in told for kind in each.KINDS))
        decisions.register(losses.KIND)
        synced.register(follow_losses)
        recorded.register(follow_losses)
        after_loss.register(said_after_loss)
        built_on.register(called_since)
        stories.register(losses_on_card)
        of_intents.register(Stay("service.LossReview", "opportunity", "which loss was reviewed"))
        of_cards.register(Follow("service.Question", "customer"))
        of_cards.register(Follow("service.Survey", "customer"))
        of_intents.register(Follow("service.Survey", "opportunity"))
        stories.register(told_on_card)
        stories.register(surveys.told_on_card)
        occasions.register(Occasion("visit", _("First visit"), 1, surveys.first_visits))
        occasions.register(Occasion("delivery", _("Delivery"), 3, surveys.deliveries))
        register(*complaint_notices.KINDS)
        occasions.register(
            Occasion("complaint", _("Closed complaint"), 1, complaints.closed_within)
        )
        of_cards.register(
            Follow("service.Complaint", "customer", number="phone", since="registered_at")
        )
        of_intents.register(Follow("service.Complaint", "opportunity"))
        stories.register(complaints.told_on_card)
        sections.register(complaints.open_on_card)
        beside.register(complaints.open_of)
        columns.register(complaints.BOARD_COLUMN)
        followers.register(follow_owners)
        looked_through.register(
            LookedThrough(
                code="complaints",
                label=_("Late complaints"),
                tell=sweep_complaints,
                late_at=lambda store, at: Complaint.objects.late_at(at).filter(store=store).count(),
            )
        )
        looked_through.register(
            LookedThrough(
                code="questions",
                label=_("Late answers"),
                tell=sweep_questions,
                late_at=lambda store, at: Question.objects.late_at(at).filter(store=store).count(),
            )
        )
        fragments["card_actions"].register("service/questions/_card_action.html")
        fragments["card_actions"].register("service/complaints/_card_action.html")
        fragments["entry_actions"].register("service/questions/_entry_action.html")
