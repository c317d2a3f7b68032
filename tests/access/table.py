"""Who may open what: one line for each address of the site. `docs/permissions.md` says it in words.

A new address is added here, or ``test_every_address_is_listed`` fails.
"""

from dataclasses import dataclass

CONSULTANT, MANAGER, DIRECTOR = "consultant", "manager", "director"
REGION, ADMINISTRATOR = "region director", "administrator"
GENERAL = "general_manager"
OFFICE = frozenset({"reception", "marketing", "service", "finance"})
SALES = frozenset({CONSULTANT, MANAGER, DIRECTOR, REGION})
LEADERS = SALES - {CONSULTANT}
DIRECTORS = frozenset({DIRECTOR, REGION})
HEADS = DIRECTORS | {GENERAL}
READERS = SALES | {GENERAL}
OVERSEERS = LEADERS | {GENERAL}
ORDERS = READERS | {"finance"}
MONEY = LEADERS | {"finance"}
IMPORTERS = DIRECTORS | {ADMINISTRATOR}
DESK = (SALES - {REGION}) | {"reception"}
EVERYONE = READERS | OFFICE | {ADMINISTRATOR}

# Whose things each role may see (R1.3); the places are those of `world.World`.
SIGHT = {
    CONSULTANT: {"own"},
    MANAGER: {"own", "team"},
    DIRECTOR: {"own", "team", "store"},
    GENERAL: {"own", "team", "store"},
    REGION: {"own", "team", "store", "region"},
    ADMINISTRATOR: {"own", "team", "store"},
    "reception": {"own", "team", "store"},
    "finance": {"own", "team", "store"},
    "marketing": {"own", "team", "store"},
    "service": {"own", "team", "store"},
}
STORE = {"own", "team", "store"}


@dataclass(frozen=True)
class Page:
    """``of``: the kind of thing whose key is in the address; then it opens only within sight.

    ``shared``: it opens to everybody of its store who may open such a page.
    ``private``: it opens only to that person, whatever the role. ``secret``: whoever knows the
    address enters, without a log-in; the test asks for one that nobody was given. ``by_token``: it is
    called by machines, whom no log-in opens it.
    """

    roles: frozenset
    of: str = ""
    post_only: bool = False
    private: bool = False
    shared: bool = False
    secret: bool = False
    by_token: bool = False

    def opens(self, role, place):
        sight = {"own"} if self.private else SIGHT.get(role, set())
        sight = sight | STORE if self.shared else sight
        return role in self.roles and (not self.of or place in sight)


PUBLIC = Page(EVERYONE | {"anonymous"})

PAGES = {
    "health": PUBLIC,
    "health_details": Page(frozenset({ADMINISTRATOR})),
    "login": PUBLIC,
    "account_login": PUBLIC,
    # Nobody is in the middle of a log-in here: these lead to its beginning.
    "mfa_authenticate": PUBLIC,
    "passkey_login": PUBLIC,
    # By POST it leads elsewhere; who comes back from nowhere finds nothing.
    "way_in": PUBLIC,
    "way_back": Page(frozenset(), secret=True),
    # One's own.
    "ask_again": Page(EVERYONE),
    "mfa_index": Page(EVERYONE),
    "mfa_activate_totp": Page(EVERYONE),
    "mfa_deactivate_totp": Page(EVERYONE),
    "mfa_view_recovery_codes": Page(EVERYONE),
    "mfa_generate_recovery_codes": Page(EVERYONE),
    "mfa_add_webauthn": Page(EVERYONE),
    "passkey_remove": Page(EVERYONE, of="passkey", private=True),
    "way_link": Page(EVERYONE, post_only=True),
    "way_unlink": Page(EVERYONE, of="link", private=True),
    "set_language": PUBLIC,
    # The installed app; without a log-in it learns of nobody.
    "device": PUBLIC,
    "worker": PUBLIC,
    "manifest": PUBLIC,
    "offline": PUBLIC,
    "choose_language": Page(EVERYONE | {"anonymous"}, post_only=True),
    "home": Page(EVERYONE),
    "find": Page(EVERYONE),
    "notice_list": Page(EVERYONE),
    "notice_read": Page(EVERYONE, of="told", private=True, post_only=True),
    "notice_read_all": Page(EVERYONE, post_only=True),
    "people_named": Page(EVERYONE, post_only=True),
    "filter_save": Page(frozenset(), post_only=True),
    "filter_delete": Page(EVERYONE, of="filter", private=True, post_only=True),
    "password_forgotten": PUBLIC,
    "password_reset": Page(frozenset(), secret=True),
    "session_end": Page(EVERYONE, of="session", private=True, post_only=True),
    "sessions_end": Page(EVERYONE, post_only=True),
    "logout": Page(EVERYONE, post_only=True),
    "password_change": Page(EVERYONE),
    "profile": Page(EVERYONE),
    # Imports; an uploaded file is seen by nobody but who uploaded it.
    "import_list": Page(IMPORTERS | {"marketing"}),
    "import_upload": Page(IMPORTERS | {"marketing"}),
    "import_form": Page(IMPORTERS | {"marketing"}),
    "import_preview": Page(IMPORTERS | {"marketing"}, of="job", private=True),
    "import_decide": Page(IMPORTERS | {"marketing"}, of="job", private=True, post_only=True),
    "import_rejects": Page(IMPORTERS | {"marketing"}, of="job", private=True),
    # The staff of the administrator's stores.
    "accounts:staff_list": Page(frozenset({ADMINISTRATOR})),
    "accounts:staff_create": Page(frozenset({ADMINISTRATOR})),
    "accounts:staff_edit": Page(frozenset({ADMINISTRATOR}), of="person"),
    "accounts:staff_password": Page(frozenset({ADMINISTRATOR}), of="person"),
    "accounts:staff_factor": Page(frozenset({ADMINISTRATOR}), of="person"),
    "accounts:rights": Page(EVERYONE),
    "accounts:emphasis": Page(HEADS),
    "accounts:confidentiality": Page(EVERYONE),
    "accounts:confidentiality_list": Page(HEADS | {ADMINISTRATOR}),
    "accounts:confidentiality_write": Page(frozenset({GENERAL, ADMINISTRATOR})),
    # Customers and their opportunities.
    "leads:policy": Page(EVERYONE),
    "leads:customer_list": Page(READERS),
    "leads:without_intent": Page(READERS),
    "leads:customer_edit": Page(SALES, of="customer"),
    "leads:intent_edit": Page(SALES, of="opportunity"),
    "leads:customer_photo": Page(READERS, of="customer"),
    "followups:phone_lookup": Page(EVERYONE),
    "followups:customer_create": Page(SALES - {REGION}),
    "followups:phone_check": Page(SALES, post_only=True),
    "followups:first_date": Page(SALES - {REGION}, post_only=True),
    "followups:customer_card": Page(READERS, of="customer"),
    "followups:customer_history": Page(READERS, of="customer"),
    "followups:opportunity_create": Page(SALES, of="customer"),
    "followups:opportunity_first_date": Page(SALES, of="customer", post_only=True),
    "followups:opportunity_reopen": Page(LEADERS, of="lost"),
    "followups:regrade": Page(SALES, of="opportunity"),
    "followups:grade_board": Page(READERS),
    # The card's back.
    "buyers:card_back": Page(READERS, of="customer"),
    "buyers:car_create": Page(SALES, of="customer"),
    "buyers:car_edit": Page(SALES, of="car"),
    "buyers:care_begin": Page(SALES, of="car", post_only=True),
    "buyers:care_create": Page(SALES, of="car"),
    # Changes that a manager allows, and cards out of use.
    "leads:request_create": Page(SALES, of="customer"),
    "leads:inactive_list": Page(OVERSEERS),
    "followups:request_detail": Page(READERS, of="asked"),
    "followups:customer_revive": Page(LEADERS, of="inactive"),
    "followups:merge_create": Page(LEADERS, of="customer"),
    "followups:merge": Page(READERS, of="merge"),
    "followups:merge_part": Page(LEADERS, of="merge"),
    # Contacts and plans.
    "followups:log_contact": Page(SALES, of="opportunity"),
    "followups:next_date": Page(SALES, of="opportunity", post_only=True),
    "followups:plan_create": Page(SALES, of="opportunity"),
    "followups:phrase_list": Page(SALES - {REGION}),
    "followups:phrase_hide": Page(SALES - {REGION}, post_only=True),
    "followups:plan_list": Page(READERS),
    "followups:log_plan": Page(SALES, of="plan"),
    "followups:undo": Page(SALES, of="executed", post_only=True),
    "followups:plan_move": Page(SALES, of="plan"),
    "followups:plan_cancel": Page(SALES, of="plan"),
    "followups:overdue_list": Page(OVERSEERS),
    "followups:week": Page(READERS),
    "followups:day_hint": Page(SALES),
    "followups:week_targets": Page(READERS),
    "followups:quotas": Page(LEADERS),
    "followups:my_desk": Page(LEADERS),
    "followups:note_search": Page(READERS),
    "followups:take_over_create": Page(LEADERS, of="customer"),
    "followups:take_over_end": Page(LEADERS, of="customer", post_only=True),
    "followups:day_settings": Page(DIRECTORS, of="store"),
    # The manager's evening.
    "followups:board": Page(OVERSEERS),
    "followups:board_rows": Page(OVERSEERS),
    "followups:review": Page(LEADERS),
    "followups:review_activity": Page(LEADERS, of="executed"),
    "followups:review_done": Page(LEADERS, of="executed", post_only=True),
    "followups:annotation_create": Page(LEADERS, of="executed"),
    "followups:support_list": Page(READERS),
    "followups:support_answer": Page(LEADERS, of="support"),
    "followups:support_read": Page(frozenset({CONSULTANT}), of="support", post_only=True),
    "followups:annotation_list": Page(frozenset({CONSULTANT})),
    "followups:annotation_read": Page(frozenset({CONSULTANT}), of="annotation", post_only=True),
    "followups:recording_create": Page(frozenset({CONSULTANT}), of="executed"),
    "followups:recording_file": Page(READERS, of="recording"),
    "compliance:recording_delete": Page(frozenset({CONSULTANT}), of="recording"),
    "compliance:findings_annotate": Page(LEADERS, post_only=True),
    # Absences: asked for by who sells, decided by who leads.
    "followups:absence_list": Page(READERS),
    "followups:absence_calendar": Page(OVERSEERS),
    "followups:absence_create": Page(frozenset({CONSULTANT, MANAGER})),
    "followups:absence_detail": Page(READERS, of="absence"),
    "followups:absence_approve": Page(LEADERS, of="absence", post_only=True),
    "followups:absence_refuse": Page(LEADERS, of="absence"),
    "followups:absence_withdraw": Page(frozenset({CONSULTANT}), of="absence"),
    "followups:absence_cancel": Page(SALES, of="absence"),
    "followups:absence_shorten": Page(SALES, of="absence"),
    "followups:workday_list": Page(frozenset({ADMINISTRATOR})),
    # Findings, proposals, ledger.
    "compliance:finding_list": Page(READERS),
    "compliance:finding_verdict": Page(LEADERS, of="finding"),
    "compliance:night_list": Page(DIRECTORS),
    "compliance:night_withdraw": Page(DIRECTORS, of="night"),
    "compliance:proposal_list": Page(READERS),
    "compliance:proposal_detail": Page(READERS, of="proposal"),
    "compliance:proposal_approve": Page(DIRECTORS),
    "compliance:proposal_waive": Page(DIRECTORS, of="proposal"),
    # Claims: the claimant files and withdraws, the owner objects, the director decides.
    "compliance:claim_list": Page(READERS),
    "compliance:claim_open": Page(OVERSEERS),
    "compliance:claim_create": Page(frozenset({CONSULTANT})),
    "compliance:claim_detail": Page(READERS, of="claim"),
    "compliance:claim_file": Page(frozenset({CONSULTANT}), of="own_claim"),
    "compliance:claim_withdraw": Page(frozenset({CONSULTANT}), of="own_claim"),
    "compliance:claim_object": Page(frozenset({CONSULTANT}), of="claim"),
    "compliance:claim_approve": Page(DIRECTORS, of="claim"),
    "compliance:claim_refuse": Page(DIRECTORS, of="claim"),
    # Hand-overs and departures.
    "compliance:hand_over_board": Page(LEADERS),
    "compliance:hand_over_plan": Page(LEADERS),
    "compliance:hand_over_list": Page(OVERSEERS),
    "compliance:hand_over_detail": Page(OVERSEERS, of="hand_over"),
    "compliance:hand_over_undo": Page(LEADERS, of="hand_over"),
    "compliance:departure_list": Page(DIRECTORS),
    "compliance:departure": Page(DIRECTORS | {ADMINISTRATOR}, of="person"),
    "compliance:departure_announce": Page(DIRECTORS | {ADMINISTRATOR}, of="person"),
    "compliance:departure_take_back": Page(DIRECTORS | {ADMINISTRATOR}, of="person"),
    "compliance:departure_close": Page(DIRECTORS, of="person"),
    "compliance:inbox": Page(LEADERS | {ADMINISTRATOR}),
    "compliance:inbox_evidence": Page(DIRECTORS, of="waiting"),
    "compliance:inbox_decide": Page(LEADERS | {ADMINISTRATOR}),
    "compliance:appeal": Page(frozenset({CONSULTANT}), of="proposal", private=True),
    "compliance:suspension_days": Page(DIRECTORS, of="proposal"),
    "compliance:report_list": Page(READERS),
    "compliance:report_detail": Page(READERS, of="report"),
    "compliance:ledger": Page(READERS),
    # The policies of the director's stores.
    "compliance:policy_list": Page(HEADS),
    "compliance:policy_grading": Page(HEADS, of="store"),
    "compliance:policy_penalty": Page(HEADS, of="store"),
    "compliance:policy_grading_withdraw": Page(HEADS, of="adoption"),
    "compliance:policy_penalty_withdraw": Page(HEADS, of="penalties"),
    "compliance:entry_reverse": Page(DIRECTORS, of="entry"),
    # Rewards; finance reads their ledger.
    "orders:deposit_policy": Page(HEADS, of="store"),
    "orders:deposit_policy_withdraw": Page(HEADS, of="deposits"),
    "orders:discount_policy": Page(HEADS, of="store"),
    "orders:discount_policy_withdraw": Page(HEADS, of="discounts"),
    "rewards:reward_list": Page(READERS),
    "rewards:ledger": Page(ORDERS),
    "rewards:entry_reverse": Page(DIRECTORS, of="reward_entry"),
    "rewards:policy": Page(HEADS, of="store"),
    "rewards:policy_withdraw": Page(HEADS, of="rewards"),
    # The door. Whoever heads a region belongs to no store and stands at no door.
    "reception:home": Page(DESK),
    "reception:quick": Page(DESK, post_only=True),
    "reception:skip": Page(DESK),
    "reception:back": Page(DESK, post_only=True),
    "reception:visit_create": Page(DESK),
    "reception:caller": Page(DESK, post_only=True),
    "reception:visit_edit": Page(DESK, of="visit"),
    "reception:visit_left": Page(DESK, of="visit", post_only=True),
    "reception:visit_void": Page(DESK, of="visit"),
    "reception:register": Page(DESK | {REGION, GENERAL}),
    "reception:check": Page(LEADERS, of="visit", post_only=True),
    "reception:confirm": Page(frozenset({CONSULTANT}), of="visit", post_only=True),
    "reception:check_all": Page(LEADERS, post_only=True),
    "reception:roster": Page(frozenset({MANAGER, DIRECTOR})),
    "reception:notices": Page(frozenset({CONSULTANT})),
    "reception:notice_seen": Page(frozenset({CONSULTANT}), of="notice", post_only=True),
    # Orders, money and stock; finance sees the store's orders.
    "orders:order_list": Page(ORDERS),
    "orders:order_create": Page(SALES, of="opportunity"),
    "orders:expense_list": Page(READERS, of="opportunity"),
    "orders:expense_strike": Page(SALES, of="expense"),
    "orders:quotation_list": Page(READERS),
    "orders:quotation_create": Page(SALES, of="opportunity"),
    "orders:quotation": Page(READERS, of="quotation"),
    "orders:quotation_paper": Page(READERS, of="quotation"),
    "orders:quotation_next": Page(SALES, of="quotation"),
    "orders:quotation_give": Page(SALES, of="quotation", post_only=True),
    "orders:quotation_withdraw": Page(SALES, of="quotation"),
    "orders:quotation_order": Page(SALES, of="quotation"),
    "orders:opportunity_close": Page(SALES, of="opportunity"),
    "orders:order_detail": Page(ORDERS, of="order"),
    "orders:step_contract": Page(SALES, of="order"),
    "orders:step_firm": Page(SALES, of="order"),
    "orders:step_deposit": Page(SALES, of="order"),
    "orders:step_vehicle": Page(SALES, of="order"),
    "orders:step_release": Page(SALES, of="order"),
    "orders:step_invoice": Page(MONEY, of="order"),
    "orders:step_payment": Page(MONEY, of="order"),
    "orders:step_expect": Page(SALES, of="order"),
    "orders:delivery_sheet": Page(ORDERS, of="order"),
    "orders:step_deliver": Page(SALES, of="order"),
    "orders:step_plate": Page(SALES, of="order"),
    "orders:plan_edit": Page(MONEY, of="order"),
    "orders:order_cancel": Page(SALES, of="order"),
    "orders:payment_reverse": Page(MONEY, of="payment"),
    "orders:due_list": Page(ORDERS),
    "orders:vehicle_list": Page(ORDERS),
    "orders:vehicle_create": Page(LEADERS),
    "orders:vehicle_detail": Page(ORDERS, of="vehicle", shared=True),
    "orders:vehicle_edit": Page(LEADERS, of="vehicle", shared=True),
    "orders:business_plan": Page(OVERSEERS),
    "orders:target_grid": Page(LEADERS),
    # Reminders.
    "compliance:reminder_list": Page(SALES),
    "compliance:robot_list": Page(IMPORTERS),
    "compliance:personal_messages": Page(IMPORTERS, of="store"),
    "compliance:robot_create": Page(IMPORTERS),
    "compliance:robot_edit": Page(DIRECTORS | {ADMINISTRATOR}, of="robot"),
    "compliance:robot_test": Page(DIRECTORS | {ADMINISTRATOR}, of="robot", post_only=True),
    "followups:feed_settings": Page(SALES),
    "followups:feed": Page(frozenset(), secret=True),
    # What is seen of the market; what buyers say.
    "leads:market_notes": Page(READERS | {"marketing"}),
    "leads:market_note_create": Page(SALES | {"marketing"}),
    "leads:market_note_photo": Page(READERS | {"marketing"}, of="market_note", shared=True),
    "followups:satisfaction_list": Page(OVERSEERS),
    # Market events.
    "leads:model_list": Page(DIRECTORS | {"marketing"}),
    "leads:model_create": Page(DIRECTORS | {"marketing"}),
    "leads:model_edit": Page(DIRECTORS | {"marketing"}, of="car_model", shared=True),
    # Leads: whoever sorts them, whoever takes one in, and whoever was given one.
    "intake:public_form_list": Page(DIRECTORS | {"marketing"}),
    "intake:public_form_create": Page(DIRECTORS | {"marketing"}),
    "intake:public_form_edit": Page(DIRECTORS | {"marketing"}, of="public_form", shared=True),
    "intake:public_form_pause": Page(
        DIRECTORS | {"marketing"}, of="public_form", shared=True, post_only=True
    ),
    "intake:public_form_print": Page(DIRECTORS | {"marketing"}, of="public_form", shared=True),
    "intake:ask": Page(frozenset(), secret=True),
    "intake:ask_thanks": Page(frozenset(), secret=True),
    "intake:lead_list": Page(READERS | {"reception", "marketing"}),
    "intake:lead_create": Page(DESK | {"marketing"}),
    "intake:suspicion_list": Page(LEADERS | {"marketing"}),
    "intake:suspicion_answer": Page(LEADERS | {"marketing"}, of="suspicion", post_only=True),
    "intake:dead_number_list": Page(LEADERS | {"marketing"}),
    "intake:dead_number_answer": Page(LEADERS, of="dead_number", post_only=True),
    "intake:invalid_list": Page(LEADERS | {"marketing"}),
    "intake:invalid_answer": Page(LEADERS, of="invalid", post_only=True),
    "intake:invalid_search": Page(LEADERS | {"marketing"}, post_only=True),
    "intake:invalid_schedule": Page(DIRECTORS | {"marketing"}),
    "intake:reason_list": Page(LEADERS | {"marketing"}),
    **{
        f"intake:{name}_list": Page(DIRECTORS | {"marketing"})
        for name in ("rule", "strength", "term")
    },
    "intake:lead": Page(READERS | {"marketing"}, of="lead"),
    **{
        f"intake:lead_{act}": Page(LEADERS | {"marketing"}, of="lead")
        for act in ("mend", "take", "join", "send_on", "close", "assign")
    },
    "intake:lead_urge": Page(LEADERS | {"marketing"}, of="lead", post_only=True),
    "intake:lead_measure": Page(LEADERS | {"marketing"}, of="lead"),
    "intake:desk": Page(READERS),
    "intake:desk_list": Page(READERS),
    "intake:desk_call": Page(SALES),
    "intake:desk_policy": Page(LEADERS),
    "intake:desk_week": Page(READERS),
    "intake:desk_visit_confirm": Page(SALES, of="plan", post_only=True),
    "intake:round_up": Page(READERS),
    "intake:round_up_list": Page(OVERSEERS),
    "intake:round_up_read": Page(LEADERS, of="round_up", post_only=True),
    "intake:lead_contacted": Page(frozenset({CONSULTANT}), of="lead"),
    # Sources that send leads by themselves, and what they call.
    "intake:source_list": Page(DIRECTORS | {"marketing"}),
    "intake:source_create": Page(DIRECTORS | {"marketing"}),
    "intake:source_edit": Page(DIRECTORS | {"marketing"}, of="source"),
    "intake:source_revoke": Page(DIRECTORS | {"marketing"}, of="source"),
    "intake:mailbox": Page(DIRECTORS | {"marketing"}, of="source"),
    "intake:mailbox_read": Page(DIRECTORS | {"marketing"}, of="source", post_only=True),
    "intake:mail_again": Page(DIRECTORS | {"marketing"}, of="mail", post_only=True),
    "intake:webhook": Page(DIRECTORS | {"marketing"}, of="source"),
    "intake:webhook_secret": Page(DIRECTORS | {"marketing"}, of="source"),
    "intake:webhook_pause": Page(DIRECTORS | {"marketing"}, of="source", post_only=True),
    "intake:event_again": Page(DIRECTORS | {"marketing"}, of="webhook_event", post_only=True),
    "intake:api_lead_post": Page(frozenset(), by_token=True),
    "intake:api_lead_read": Page(frozenset(), of="lead", by_token=True),
    "intake:api_document": PUBLIC,
    "leads:event_create": Page(DIRECTORS | {"marketing"}),
    "leads:event_edit": Page(DIRECTORS | {"marketing"}, of="event", shared=True),
    # Sheets: their list, and below who works with which.
    "reports:sheet_list": Page(READERS | OFFICE | {ADMINISTRATOR}),
    "reports:customer_card": Page(READERS, of="customer"),
    "reports:export_list": Page(READERS | OFFICE | {ADMINISTRATOR}),
    "reports:export_file": Page(READERS | OFFICE | {ADMINISTRATOR}, of="export", private=True),
    "reports:export_log": Page(IMPORTERS),
    "reports:export_rights": Page(IMPORTERS),
    "reports:export_right": Page(IMPORTERS, of="person", post_only=True),
    "reports:lead_figures": Page(HEADS | {"marketing"}),
    "reports:monthly_report_list": Page(HEADS | {"marketing"}),
    "reports:monthly_report_begin": Page(frozenset({"marketing"})),
    "reports:monthly_report": Page(HEADS | {"marketing"}, of="monthly_report"),
    "reports:monthly_report_paper": Page(HEADS | {"marketing"}, of="monthly_report"),
    "reports:monthly_report_edit": Page(frozenset({"marketing"}), of="monthly_report"),
    "reports:score_list": Page(READERS | {"marketing", "finance"}),
    "reports:score_month": Page(READERS | {"marketing", "finance"}, of="score_month"),
    # Of marketing they read their own and their department's; this one is a seller's.
    "reports:score": Page(READERS | {"finance"}, of="score"),
    "reports:score_draw_up": Page(DIRECTORS),
    "reports:score_weights": Page(DIRECTORS),
    "reports:score_sign": Page(DIRECTORS, of="score_month"),
    "reports:score_answer": Page(DIRECTORS, of="score_appeal"),
    "reports:score_file": Page(HEADS | {"finance"}, of="score_month"),
    "reports:score_honours": Page(
        READERS | {"marketing", "finance"}, of="score_month", shared=True
    ),
    "leads:target_list": Page(READERS),
    "leads:target_create": Page(SALES),
    "leads:target_edit": Page(SALES, of="target"),
    "leads:target_aside": Page(SALES, of="target"),
    "leads:target_take_up": Page(SALES, of="target", post_only=True),
    "followups:target": Page(READERS, of="target"),
    "followups:target_promote": Page(SALES - {REGION}, of="target"),
    "leads:card_person": Page(SALES, of="customer"),
    "leads:card_vehicle": Page(SALES, of="customer"),
    "leads:card_contract": Page(SALES, of="customer"),
    "leads:target_person": Page(SALES, of="target"),
    "leads:target_vehicle": Page(SALES, of="target"),
    "leads:target_contract": Page(SALES, of="target"),
    "leads:company_person": Page(SALES, of="contact_person"),
    "leads:company_vehicle": Page(SALES, of="fleet_vehicle"),
    "leads:company_contract": Page(SALES, of="fleet_contract"),
    "followups:errand_list": Page(READERS),
    "followups:errand_create": Page(SALES),
    "followups:errand": Page(READERS, of="errand"),
    "followups:errand_edit": Page(SALES, of="errand"),
    "followups:errand_cancel": Page(SALES, of="errand"),
    "intake:cost_grid": Page(DIRECTORS | {"marketing"}),
    "service:question_list": Page(READERS | {"finance", "service", "marketing"}),
    # The one in the world is put to finance.
    "service:question": Page(READERS | {"finance"}, of="question"),
    "service:question_create": Page(SALES, of="customer"),
    # The one in the world is answered, low, and its customer was not called yet.
    "service:survey_list": Page(READERS | {"service"}),
    "service:survey_policy": Page(HEADS),
    "service:survey": Page(READERS | {"service"}, of="survey"),
    "service:survey_answer": Page(DIRECTORS | {"service"}, of="survey"),
    "service:survey_call": Page(LEADERS | {"service"}, of="survey"),
    "service:survey_number": Page(LEADERS | {"service"}, of="survey", post_only=True),
    "service:survey_public": Page(frozenset(), secret=True),
    # The one in the world was put to nobody: no role opens it.
    "service:misconduct": Page(EVERYONE),
    "service:misconduct_write": Page(EVERYONE),
    "service:misconduct_policy": Page(HEADS),
    "service:misconduct_poster": Page(HEADS),
    "service:misconduct_report": Page(frozenset(), of="misconduct"),
    "service:misconduct_subject": Page(frozenset(), of="misconduct"),
    "service:misconduct_photo": Page(frozenset(), of="misconduct_photo"),
    "service:misconduct_status": PUBLIC,
    "service:misconduct_public": Page(frozenset(), secret=True),
    # Each one in the world lies with its consultant: those read it, and these work on it.
    "service:complaint_list": Page(READERS | OFFICE),
    "service:complaint": Page(READERS | {"service"}, of="complaint"),
    "service:complaint_file": Page(READERS | {"service"}, of="complaint_file"),
    **{
        f"service:complaint_{act}": Page(DIRECTORS | {CONSULTANT, "service"}, of="complaint")
        for act in ("assign", "note", "details", "close", "confirm", "reopen")
    },
    "service:complaint_number": Page(frozenset({"service"}), of="complaint", post_only=True),
    "service:complaint_create": Page(SALES | {"reception", "service"}),
    "service:customer_complaint": Page(SALES, of="customer"),
    "service:complaint_analysis": Page(OVERSEERS | {"service"}),
    "service:cause_list": Page(DIRECTORS | {"service"}),
    "service:cause_change": Page(DIRECTORS | {"service"}, of="complaint_cause"),
    "service:complaint_terms": Page(DIRECTORS | {"service"}),
    "service:complaint_page": Page(DIRECTORS | {"service"}),
    "service:complaint_page_print": Page(DIRECTORS | {"service"}),
    "service:complain": Page(frozenset(), secret=True),
    "service:complain_thanks": Page(frozenset(), secret=True),
    "service:department": Page(frozenset({"finance", "service", "marketing"})),
    "service:loss_list": Page(READERS | {"service"}),
    # The one in the world is the manager's to call about.
    "service:loss": Page(READERS, of="loss"),
    "service:loss_take_back": Page(LEADERS, of="loss"),
    "service:loss_policy": Page(DIRECTORS),
    "reports:monthly_report_close": Page(frozenset({"marketing"}), of="monthly_report"),
    "reports:dashboard": Page(READERS),
    "reports:dashboard_rows": Page(READERS),
    "reports:dashboard_file": Page(READERS),
    "reports:dashboard_paper": Page(READERS),
}

SHEETS = {
    "progression": READERS,
    "daily": READERS,
    "lost": READERS,
    "surveys": READERS | {"service"},
    "loss-reviews": READERS,
    "walk-ins": READERS | {"reception"},
    "call-ins": READERS | {"reception"},
    "sales": READERS,
    "business-plan": OVERSEERS,
    "forecast": READERS | {"finance"},
    "stock": READERS | OFFICE,
    "events": OVERSEERS | {"marketing"},
    "introductions": READERS,
    "expenses": READERS | {"finance"},
    "leads": OVERSEERS | {"marketing"},
    "lead-classes": OVERSEERS | {"marketing"},
    "target-list": READERS,
    "fleets": READERS,
    "tasks": READERS,
    "complaints": OVERSEERS | {"service"},
    "questions": READERS | {"finance", "service", "marketing"},
    "finance-steps": frozenset({"finance"}),
    "service-steps": frozenset({"service"}),
    "signatures": HEADS | {ADMINISTRATOR},
    "invalid-data": READERS | {"marketing"},
}
for _code, _roles in SHEETS.items():
    for _part in ("", "_rows", "_paper"):
        PAGES[f"reports:{_code}{_part}"] = Page(_roles)
    PAGES[f"reports:{_code}_export"] = Page(_roles, post_only=True)
