"""Two regions, three stores, every role: what lies where, seen from one consultant's desk."""

from dataclasses import asdict
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.access.queries import access_mark_of
from accounts.notices.models import Notice
from accounts.people.models import Role, User
from accounts.saved_filters.models import SavedFilter
from accounts.staff.models import Appointment, RightsChange
from accounts.uploads.models import ImportJob, ImportKind, ImportState
from compliance.audit.models import AuditRun
from compliance.audit.services import run_audit
from compliance.claims.models import Claim
from compliance.findings.models import Finding
from compliance.hand_over.models import HandOver
from compliance.penalties.models import LedgerEntry, PenaltyPolicy, Proposal, RectificationReport
from compliance.penalties.services.deciding import approve
from compliance.reminders.models import ChatRobot
from followups.absences.services.requesting import request_absence
from followups.annotations.services import annotate
from followups.deadlines.rules.kinds import Kind
from followups.errands.services import give_errand
from followups.merging.models import Merge
from followups.recordings.services import add_recording
from followups.retirement.services import approve_request
from followups.support.notices import ANSWERED
from followups.support.services import ask_for_support
from foundation.months import months_on
from foundation.reason_codes import Reason
from intake.arrivals.services.recording import Arrival, record_lead
from intake.arrivals.services.sorting import sort_lead
from intake.cleaning.models import DeadNumber, InvalidRecord, Suspicion
from intake.distribution.models import BY_HAND
from intake.distribution.services.assigning import give
from intake.mailboxes.models import Mail, Mailbox
from intake.monthly_reports.models import MonthlyReport
from intake.public_forms.models import PublicForm
from intake.round_ups.models import RoundUp
from intake.sources.services import make_source
from intake.webhooks.models import Event
from intake.webhooks.services import make_webhook
from leads.car_models.models import CarModel
from leads.change_requests.models import ChangeRequest
from leads.change_requests.services import ask_deletion
from leads.companies.services import add_part
from leads.events.models import MarketEvent
from leads.grading.models import GradingPolicy, StorePolicy
from leads.market_notes.models import MarketNote
from leads.prospecting.services import register_target
from ledgers.append import append
from orders.buyers.models import OwnedVehicle
from orders.deposits.models import DepositPolicy
from orders.discounts.models import DiscountPolicy
from orders.expenses.services import add_expense
from orders.orders.services.payments import Receipt
from orders.orders.services.placing import Terms, place_order
from orders.quotations.services.making import Line, Offer, make_quotation
from orders.stock.services import add_vehicle
from reception.notices import VISITOR
from reception.services.visits import Entry, register_visit
from reports.exports.models import Export, ExportState
from reports.models import Score, ScoreAppeal, ScoreMonth
from reports.scores.models import AppealState
from reports.scores.rules import Counted
from rewards.models import Reward, RewardEntry, RewardPolicy, RewardSum
from service.complaints.services.laying_down import begin_causes
from service.complaints.services.registering import Kept, Told, register
from service.models import (
    Complaint,
    ComplaintCause,
    MisconductDesk,
    MisconductPhoto,
    MisconductReport,
    Question,
    Survey,
)
from tests import passkeys
from tests.factories import Floor, ManagerFactory, RegionFactory, StoreFactory, UserFactory

# Own: the consultant's. Team: their colleague's. Store: another team's. Region: another store's.
PLACES = ("own", "team", "store", "region", "elsewhere")


class Place:
    """One consultant with a customer, a plan, a lost sale, a suspicion, a pending fine and a paid one."""

    def __init__(self, floor, consultant, *, now):
        self.floor, self.person, self.now = floor, consultant, now
        self.store = floor.store
        self.floor_now = now
        self.start = now.date() - timedelta(days=6)
        self.opportunity = self._open(now, self.start)
        self.later = self._open(now, self.start + timedelta(days=1))
        self.inactive = self._retire(self._open(now, now.date()).customer, now)
        self.lost = self._open(now, now.date())
        floor.contact(
            self.lost, now=now, on=now.date(), next_in=None, outcome="lost", lost_reason="price"
        )

        self.loss = self.lost.loss_reviews.get()
        self.loss.caller = "manager"
        self.loss.save()
        self.car = self._sell(self._open(now, now.date()), now)

    def _sell(self, opportunity, now):
        self.floor.contact(opportunity, now=now, on=now.date(), next_in=None, outcome="won")
        return OwnedVehicle.objects.create(
            store=self.store,
            customer=opportunity.customer,
            opportunity=opportunity,
            model="Golf",
            delivered_on=now.date(),
        )

    def _open(self, now, on):
        return self.floor.open(
            now=now - (now.date() - on),
            on=on,
            consultant=self.person,
            plan_in=20,
            id_number=f"11010119900101{self.person.pk:04}",
        )

    def ask_for_an_absence(self):
        """Days off on which they have plans."""
        return request_absence(
            by=self.person,
            now=self.now,
            on=self.now.date(),
            user=self.person,
            kind="leave",
            from_on=self.now.date() + timedelta(days=10),
            to_on=self.now.date() + timedelta(days=16),
            plans="postpone",
            reason="回老家",
        )

    def change_hands(self):
        """A claim against them, a draft of their own, and a hand-over by their manager."""
        rival = UserFactory(store=self.floor.store, manager=self.person.manager)
        theirs = self.floor.open(now=self.floor_now, on=self.floor_now.date(), consultant=rival)
        common = {"store": self.floor.store, "drafted_on": self.floor_now.date()}
        self.claim = Claim.objects.create(
            customer=self.opportunity.customer,
            owner=self.person,
            claimant=rival,
            state="filed",
            filed_at=self.floor_now,
            **common,
        )
        self.own_claim = Claim.objects.create(
            customer=theirs.customer, owner=rival, claimant=self.person, **common
        )
        self.hand_over = HandOver.objects.create(
            store=self.floor.store,
            by=self.person.manager,
            made_at=self.floor_now,
            on=self.floor_now.date(),
            reason="load",
        )
        self.hand_over.items.create(
            customer=self.opportunity.customer, giver=rival, taker=self.person
        )

    def keep_a_list(self):
        """A target company with a person, a vehicle and a contract, and a task about it."""
        who = {"by": self.person, "now": self.now}
        self.target = register_target(
            **who, on=self.start, store=self.store, consultant=self.person, name="王小明"
        )
        self.contact_person = add_part("person", **who, owner=self.target, name="李雷")
        self.fleet_vehicle = add_part("vehicle", **who, owner=self.target, brand="Golf")
        self.fleet_contract = add_part(
            "contract", **who, owner=self.target, number="7", subject="Golf", from_on=self.start
        )
        self.errand = give_errand(
            **who,
            person=self.person,
            target=self.target,
            kind="call",
            text="请核实",
            due_at=self.now + timedelta(days=1),
        )

    def complain(self):
        """A complaint of the customer, with a recording, that lies with their consultant."""
        begin_causes(self.store, now=self.now)
        talk = Kept(ContentFile(b"#!AMR\n" + bytes(100)), "audio/amr", ".amr")
        told = Told(customer=self.customer, text="等了两周", files=(talk,))
        complaint = register(by=self.person, now=self.now, store=self.store, told=told)
        Complaint.objects.filter(pk=complaint.pk).update(assignee=self.person)
        return complaint, complaint.files.get()

    def score_a_month(self):
        """Signed, of a month of its own, with an answered objection."""
        director = self.floor.director
        month = ScoreMonth.objects.create(
            store=self.store,
            month=months_on(self.start.replace(day=1), -(self.person.pk % 600)),
            weights={"leads": 100, "follow_up": 0, "conversion": 0, "satisfaction": 0},
            leads_wanted=20,
            conversion_wanted=10,
            honours=1,
            drawn_up_by=director,
            drawn_up_at=self.now,
            appeal_until=self.start,
            signed_by=director,
            signed_at=self.now,
        )
        kept = {
            "month": month,
            "figures": asdict(Counted(leads=7)),
            "points": {
                "leads": "35.0",
                "follow_up": None,
                "conversion": None,
                "satisfaction": None,
            },
            "total": 35,
        }
        Score.objects.create(**kept)
        own = Score.objects.create(person=self.person, team=self.person.manager, **kept)
        appeal = ScoreAppeal.objects.create(
            score=own,
            text="5",
            filed_at=self.now,
            state=AppealState.KEPT,
            answer="6",
            decided_by=director,
            decided_at=self.now,
        )
        return month, own, appeal

    def get_told(self):
        """What the source was told by its webhook, and a mail of its mailbox that became no lead."""
        webhook, _secret = make_webhook(
            self.source, url="https://partner.example/crm", by=None, now=self.now
        )
        told = {"webhook": webhook, "lead": self.lead, "next_try_at": self.now, "body": "{}"}
        mailbox = Mailbox.objects.create(
            source=self.source,
            host="imap.example.com",
            user_name="leads",
            password="x",
            since=self.start,
        )
        mail = Mail.objects.create(
            mailbox=mailbox,
            uid_validity=1,
            uid=1,
            sender="a@example.com",
            subject="x",
            read_at=self.now,
            state="set_aside",
            reason="no_contact",
        )
        return Event.objects.create(**told, error="HTTP 500"), mail

    def get_a_lead(self):
        """A lead that their manager gave them."""
        arrival = Arrival("autohome", self.now, name="李雷", wechat=f"person{self.person.pk}")
        lead, _new = record_lead(by=None, now=self.now, store=self.store, arrival=arrival)
        lead = sort_lead(lead, by=None, now=self.now)
        return give(lead, self.person, BY_HAND, by=self.floor.manager, now=self.now)

    def come_in(self):
        """A visitor without data whom they receive, and of whom they are told."""
        return register_visit(
            by=self.floor.manager,
            now=self.now,
            on=self.now.date(),
            store=self.floor.store,
            entry=Entry(consultant=self.person, asked_for=True),
        )

    def take_an_order(self):
        """With a deposit and a vehicle in stock."""
        who = {"by": self.person, "now": self.now}
        self.vehicle = add_vehicle(
            **who,
            store=self.store,
            vin=f"LSVAU2A37N2{self.person.pk:06}",
            model="Golf",
            colour="白",
            arrived_on=self.start,
        )
        on = self.now.date()
        self.order = place_order(
            **who,
            on=on,
            opportunity=self.later,
            terms=Terms(model="Golf", colour="白", price=Decimal(150000)),
            deposit=Receipt(Decimal(5000), "cash", on),
            vehicle=self.vehicle,
        )
        self.payment = self.order.dues.get().payments.get()
        spent = {"kind": "meal", "amount": Decimal(120), "spent_on": on, "remark": "misspelt"}
        self.expense = add_expense(**who, on=on, opportunity=self.later, **spent)
        extra = Line("accessory", "misspelt", Decimal(300))
        offer = Offer(model="Golf", price=Decimal(150000), valid_until=on, lines=(extra,))
        self.quotation = make_quotation(**who, on=on, opportunity=self.later, offer=offer)

    def earn(self):
        """A reward for the order, approved."""
        common = {"store": self.store, "person": self.person, "amount": 800}
        reward = Reward.objects.create(
            order=self.order,
            converted_on=self.start,
            price=self.order.price,
            state="approved",
            **common,
        )
        return append(
            RewardEntry,
            RewardSum,
            reward=reward,
            on=self.start,
            kind="reward",
            entered_at=self.now,
            entered_by=self.floor.director,
            **common,
        )

    def _retire(self, customer, now):
        asked = ask_deletion(by=self.person, now=now, customer=customer, reason="misspelt")
        approve_request(asked, by=self.floor.director, now=now, on=now.date())
        return customer

    def look_up(self):
        """Find what the audits and the director made of it."""
        self.customer = self.opportunity.customer
        self.customer.photo.save("photo.png", ContentFile(b"a picture"))
        self.plan = self.opportunity.activities.planned().get()
        self.finding = Finding.objects.get(
            opportunity=self.opportunity, rule=Kind.SUSPECTED_EVASION
        )
        self.night = AuditRun.objects.filter(store=self.store).latest("on")
        own = Proposal.objects.filter(person=self.person, family="follow-up")
        self.proposal = own.pending().get()
        self.waiting = SimpleNamespace(pk=f"proposal-{self.proposal.pk}")
        self.entry = LedgerEntry.objects.get(person=self.person)
        self.change_hands()
        self.take_an_order()
        self.absence = self.ask_for_an_absence()
        self.visit = self.come_in()
        self.notice = Notice.objects.get(kind=VISITOR.code, key=self.visit.pk)
        self.executed = self.lost.activities.executed().get()
        self.event = MarketEvent.objects.create(
            store=self.floor.store, name="Golf", starts_on=self.start, ends_on=self.start
        )
        self.car_model, _made = CarModel.objects.get_or_create(store=self.floor.store, name="Golf")
        self.market_note = MarketNote.objects.create(
            store=self.floor.store,
            on=self.start,
            text="对面降价",
            photo="market/none.png",
            by=self.person,
            written_at=self.now,
        )
        self.market_note.photo.save("note.png", ContentFile(b"a picture"))
        self.lead = self.get_a_lead()
        self.public_form = PublicForm.objects.create(
            store=self.store, title="Golf", made_by=self.person, made_at=self.now
        )
        self.monthly_report, _begun = MonthlyReport.objects.get_or_create(
            store=self.store,
            month=self.start.replace(day=1),
            defaults={"begun_by": self.floor.director, "begun_at": self.now},
        )
        self.keep_a_list()
        self.question = Question.objects.create(
            store=self.store,
            customer=self.customer,
            department="finance",
            text="3180",
            asked_by=self.person,
            asked_at=self.now,
            due_at=self.now,
        )
        self.survey = Survey.objects.create(
            store=self.store,
            occasion="visit",
            subject=self.customer.pk,
            customer=self.customer,
            consultant=self.person,
            model="Golf",
            happened_on=self.start,
            opened_at=self.now,
            opened_on=self.now.date(),
            good_until=self.now + timedelta(days=14),
            recommend=3,
            care=4,
            course=5,
            points=12,
            text="7",
            way="link",
            answered_at=self.now,
            answered_on=self.now.date(),
            call_back_by=self.now + timedelta(days=1),
        )
        desk, _made = MisconductDesk.objects.get_or_create(store=self.store)
        self.misconduct = MisconductReport.objects.create(
            desk=desk,
            sender="customer",
            text="8",
            code=f"{self.person.pk:064}",
            received_on=self.start,
            look_by=self.start,
        )
        self.misconduct_photo = MisconductPhoto.objects.create(
            report=self.misconduct, photo="misconduct/none.png"
        )
        self.complaint, self.complaint_file = self.complain()
        self.complaint_cause = ComplaintCause.objects.filter(store=self.store).first()
        self.score_month, self.score, self.score_appeal = self.score_a_month()
        self.source, _token = make_source(
            by=None,
            now=self.now,
            name=f"Portal {self.person.pk}",
            channel="autohome",
            store=self.store,
        )
        self.webhook_event, self.mail = self.get_told()
        self.annotation = annotate(
            by=self.floor.director, now=self.now, activity=self.executed, text="请核实"
        )
        self.support = ask_for_support(
            by=self.person, now=self.now, on=self.now.date(), text="需要试驾车"
        )
        self.recording = add_recording(
            by=self.person,
            now=self.now,
            activity=self.executed,
            upload=ContentFile(b"#!AMR\n" + bytes(100), name="talk.amr"),
        )
        later = {"effective_from": self.now.date() + timedelta(days=100 + self.person.pk)}
        policy = GradingPolicy.objects.get(code="S1")
        self.adoption = StorePolicy.objects.create(store=self.store, policy=policy, **later)
        self.penalties = PenaltyPolicy.objects.create(store=self.store, **later)
        self.deposits = DepositPolicy.objects.create(store=self.store, amount=5000, **later)
        self.discounts = DiscountPolicy.objects.create(store=self.store, percent=3, **later)
        self.rewards = RewardPolicy.objects.create(store=self.store, **later)
        self.reward_entry = self.earn()
        self.robot = ChatRobot.objects.create(
            store=self.floor.store, format="wecom", url="https://qyapi.weixin.qq.com/"
        )
        self.asked = ChangeRequest.objects.create(
            customer=self.customer,
            kind="change",
            name="李雷",
            old_name=self.customer.name,
            old_phone=self.customer.phone,
            reason="misspelt",
            requested_by=self.person,
            requested_at=self.now,
        )
        self.merge = Merge.objects.create(
            store=self.store,
            kept=self.customer,
            merged=self.later.customer,
            owner=self.person,
            reason="misspelt",
            state="done",
            asked_by=self.floor.director,
            asked_at=self.now,
            decided_by=self.floor.director,
            decided_at=self.now,
        )
        self.suspicion = Suspicion.objects.create(
            store=self.store, why="wechat", lead=self.lead, card=self.customer, found_at=self.now
        )
        self.dead_number = DeadNumber.objects.create(
            store=self.store, why="invented", card=self.customer, found_at=self.now
        )
        self.invalid = InvalidRecord.objects.create(
            store=self.store,
            kind="name",
            card=self.customer,
            value=self.customer.name,
            found_at=self.now,
        )
        self.report = RectificationReport.objects.create(
            proposal=self.entry.proposal,
            person=self.person,
            due_on=self.start,
            state="submitted",
            submitted_at=self.now,
        )
        self.round_up = RoundUp.objects.create(
            store=self.store,
            person=self.person,
            kind="day",
            on=self.now.date(),
            sentence="约到两位",
            facts={"key": []},
            written_at=self.now,
        )
        self.secrets = [
            text
            for opportunity in (self.opportunity, self.later, self.lost)
            for text in (opportunity.customer.phone, opportunity.customer.id_number)
        ]


class World:
    """``places``: those that a test looks at; all five take seconds to fill."""

    def __init__(self, *, now, places=PLACES):
        self.now = now
        region = RegionFactory()
        here = Floor(StoreFactory(region=region))
        near = Floor(StoreFactory(region=region))
        far = Floor()
        other_team = UserFactory(
            store=here.store, manager=ManagerFactory(store=here.store), full_name="Other team"
        )
        whose = {
            "own": (here, here.consultant),
            "team": (here, here.new_consultant()),
            "store": (here, other_team),
            "region": (near, near.consultant),
            "elsewhere": (far, far.consultant),
        }
        self.places = {name: Place(*whose[name], now=now) for name in places}
        for floor in (here, near, far):
            self._audit(floor, now)
        for place in self.places.values():
            place.look_up()
        Appointment.objects.create(
            person=here.manager,
            role=Role.DIRECTOR,
            store=here.store,
            asked_by=here.director,
            asked_at=now,
        )
        RightsChange.objects.create(
            person=here.manager,
            by=here.director,
            at=now,
            what="manager",
            before="a",
            after="b",
            store=here.store,
        )
        self.people = {
            "consultant": here.consultant,
            "manager": here.manager,
            "director": here.director,
            "region director": UserFactory(role=Role.DIRECTOR, store=None, region=region),
            "administrator": UserFactory(role=Role.ADMINISTRATOR, store=here.store),
            "anonymous": None,
        } | {
            role.value: UserFactory(role=role, store=here.store)
            for role in (
                Role.GENERAL_MANAGER,
                Role.RECEPTION,
                Role.MARKETING,
                Role.SERVICE,
                Role.FINANCE,
            )
        }

    def _audit(self, floor, now):
        first = now.date() - timedelta(days=2)
        run_audit(floor.store, on=first, now=now)
        for proposal in Proposal.objects.filter(store=floor.store, share_of=None):
            approve(proposal, by=floor.director, now=now, on=first)
        run_audit(floor.store, on=first + timedelta(days=1), now=now)

    def use_jobs_of(self, role):
        """An import and an export of the person's own, in every other place one of somebody else's."""
        for name, place in self.places.items():
            someone = UserFactory(role=Role.ADMINISTRATOR, store=place.floor.store)
            by = self.people[role] if name == "own" else None
            place.job = ImportJob.objects.create(
                by=by or someone,
                kind=ImportKind.CUSTOMERS,
                file_name="upload.csv",
                state=ImportState.DONE,
                created_at=self.now,
                counts={"rejected": 1},
            )
            place.told, _ = Notice.objects.get_or_create(
                person=by or someone,
                kind=ANSWERED.code,
                key=self.places[name].support.pk,
                defaults={
                    "made_at": self.now,
                    "values": Reason(ANSWERED.code, name="李雷", on=self.now.date()).as_json()[
                        "values"
                    ],
                },
            )
            default_storage.save(place.job.rejects_name, ContentFile(b"phone\n"))
            place.export = Export.objects.create(
                by=by or someone,
                sheet="progression",
                sight=access_mark_of(by or someone),
                today=self.now.date(),
                start=self.now.date(),
                end=self.now.date(),
                state=ExportState.DONE,
                created_at=self.now,
            )
            place.filter, _ = SavedFilter.objects.get_or_create(
                user=by or someone,
                page="leads:customer_list",
                name="H",
                defaults={"query": "grade=H", "saved_at": self.now},
            )
            default_storage.save(place.export.file_name, ContentFile(b"a spreadsheet"))
            place.passkey = passkeys.registered(by or someone)
            place.link, _ = SocialAccount.objects.get_or_create(
                provider="wecom", uid=f"{role}-{name}", defaults={"user": by or someone}
            )
            place.session, _ = UserSession.objects.get_or_create(
                session_key=f"{role}-{name}",
                defaults={"user": by or someone, "ip": "203.0.113.7"},
            )
            self._store(place.session.session_key)
        if (
            self.people[role]
            and not self.people[role].authenticator_set.filter(type="totp").exists()
        ):
            TOTP.activate(self.people[role], "JBSWY3DPEHPK3PXP")
            RecoveryCodes.activate(self.people[role])

    def _store(self, key):
        """A session of the library's table has to be one of Django's, too, to be listed."""
        end = timezone.now() + timedelta(days=1)
        Session.objects.get_or_create(
            session_key=key, defaults={"session_data": "", "expire_date": end}
        )

    def log_in(self, client, role):
        person = self.people[role]
        if person:
            client.force_login(User.objects.get(pk=person.pk))
