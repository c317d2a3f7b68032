from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FollowupsConfig(AppConfig):
    name = "followups"
    verbose_name = _("Activities and deadlines")

    def ready(self):
        from accounts.notices.models import register as register_notices
        from accounts.staff.queries import register_held
        from accounts.uploads.models import ImportKind
        from foundation import decisions
        from foundation.importing.registry import register
        from foundation.registry import fragments
        from leads.prospecting.services import set_aside_too

        from .absences import decision as absences
        from .absences import notices as absence_notices
        from .absences.imports import AbsencesImporter
        from .annotations import notices as annotation_notices
        from .cards.queries import company_on_card, histories, sections, undoable
        from .contacts.imports.activities import ActivitiesImporter
        from .errands import notices as errand_notices
        from .errands.queries import tasks_to_pass_on
        from .errands.services import drop_errands, follow_customers
        from .evening.queries import OUT_OF_STEP, columns
        from .merging import decision as merges
        from .merging import notices as merging_notices
        from .merging.queries import merge_changes, merged_on_card, request_waiting
        from .merging.rules import Follow, Stay, hindrances, of_cards, of_intents
        from .new_customers.imports import CustomersImporter
        from .ownership.services import followers
        from .retirement import decision as requests
        from .support import notices as support_notices
        from .take_overs import notices as take_over_notices
        from .withdrawals.services import last_undoable

        for told in (
            absence_notices,
            annotation_notices,
            errand_notices,
            merging_notices,
            support_notices,
            take_over_notices,
        ):
            register_notices(*told.KINDS)
        register_held(tasks_to_pass_on)
        hindrances.register(request_waiting)
        set_aside_too.register(drop_errands)
        followers.register(follow_customers)
        histories.register(merge_changes)
        sections.register(merged_on_card)
        sections.register(company_on_card)
        fragments["card_actions"].register("followups/errands/_card_action.html")
        for entry in (
            Follow("leads.Opportunity", "customer"),
            Follow("leads.Customer", "merged_into"),
            Follow("leads.ChangeRequest", "customer"),
            Follow("followups.Errand", "customer"),
            Follow("leads.TargetCustomer", "customer"),
            Follow("leads.ContactPerson", "customer"),
            Follow("leads.FleetVehicle", "customer"),
            Follow("leads.FleetContract", "customer"),
            Follow("followups.TakeOver", "customer", alone=(), among={"ended_on": None}),
            Stay("leads.CustomerKey", "of", "what the card itself is found by"),
            Stay("leads.RecentCard", "customer", "which page was opened"),
            Stay("followups.Merge", "kept", "which cards were merged"),
            Stay("followups.Merge", "merged", "which cards were merged"),
        ):
            of_cards.register(entry)
        for entry in (
            Stay("leads.OpportunityChange", "opportunity", "what the intent was when"),
            Stay("leads.Opportunity", "merged_into", "which intents were merged"),
            Stay("followups.Activity", "opportunity", "what was done about the intent"),
            Stay("followups.Deadline", "opportunity", "what was owed about the intent"),
            Stay("followups.WeekTarget", "opportunity", "what a week aimed at"),
        ):
            of_intents.register(entry)
        undoable.register(last_undoable)
        columns.register(OUT_OF_STEP)
        decisions.register(absences.KIND)
        decisions.register(requests.KIND)
        decisions.register(merges.KIND)
        register(ImportKind.CUSTOMERS, CustomersImporter)
        register(ImportKind.ACTIVITIES, ActivitiesImporter)
        register(ImportKind.ABSENCES, AbsencesImporter)
