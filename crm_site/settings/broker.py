"""Celery: which broker, how tasks survive a killed worker, what runs by the clock."""

import hashlib
import tempfile
from datetime import timedelta
from pathlib import Path

from celery.schedules import crontab

from .env import VAR_DIR, env

REDIS_URL = env.str("REDIS_URL", default="")

# The broker that `manage.py up` starts when REDIS_URL is unset.
EMBEDDED_SOCKET = VAR_DIR / "valkey.sock"
if len(bytes(EMBEDDED_SOCKET)) > 100:
    # The system refuses the address of a socket beyond 107 bytes.
    _name = f"crm-{hashlib.sha256(bytes(VAR_DIR)).hexdigest()[:16]}.sock"
    EMBEDDED_SOCKET = Path(tempfile.gettempdir()) / _name

BROKER_URL = REDIS_URL or f"redis+socket://{EMBEDDED_SOCKET}"

LONGEST_TASK = timedelta(hours=2)

BROKER_TRANSPORT_OPTIONS = {
    # A task not acknowledged for this long is given to another worker.
    "visibility_timeout": int((LONGEST_TASK + timedelta(minutes=30)).total_seconds()),
    # Look for such tasks every 5 s; the defaults keep a killed worker's tasks away for minutes.
    "unacked_restore_throttle": 1,
    "unacked_restore_interval": 5,
    # Whoever hands something over does not wait for a broker that is away: what is due is in the database.
    "socket_connect_timeout": 3,
}

TICK = timedelta(minutes=5)

BEAT_SCHEDULE = {
    "back-up": {
        "task": "crm_site.backup.tasks.back_up",
        "schedule": TICK,
        "options": {"expires": TICK.total_seconds()},
    },
    "audit-due-stores": {
        "task": "compliance.tasks.audit_due_stores",
        "schedule": TICK,
        # A tick that waited longer than the next one is worth nothing.
        "options": {"expires": TICK.total_seconds()},
    },
    "sweep-leads": {
        "task": "intake.distribution.tasks.sweep_leads",
        "schedule": timedelta(seconds=30),
        "options": {"expires": 30},
    },
    "send-to-sources": {
        "task": "intake.webhooks.tasks.send_to_sources",
        "schedule": timedelta(seconds=30),
        "options": {"expires": 30},
    },
    "poll-mailboxes": {
        "task": "intake.mailboxes.tasks.poll_mailboxes",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "forget-events": {
        "task": "intake.webhooks.tasks.forget_old_events",
        "schedule": crontab(hour=3, minute=38),
        "options": {"expires": timedelta(hours=12).total_seconds()},
    },
    "watch-first-contacts": {
        "task": "intake.distribution.tasks.watch_first_contacts",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "watch-errands": {
        "task": "followups.errands.tasks.watch_errands",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "watch-quotations": {
        "task": "orders.quotations.tasks.watch_quotations",
        "schedule": TICK,
        "options": {"expires": TICK.total_seconds()},
    },
    "watch-losses": {
        "task": "service.losses.tasks.watch_losses",
        "schedule": TICK,
        "options": {"expires": TICK.total_seconds()},
    },
    "watch-questions": {
        "task": "service.questions.tasks.watch_questions",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "open-surveys": {
        "task": "service.surveys.tasks.open_due_surveys",
        "schedule": crontab(minute=25),
        "options": {"expires": timedelta(minutes=55).total_seconds()},
    },
    "watch-call-backs": {
        "task": "service.surveys.tasks.watch_call_backs",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    # Never at once, so that no row tells at what hour somebody sent something.
    "follow-up-misconduct": {
        "task": "service.misconduct.tasks.follow_up_misconduct",
        "schedule": crontab(minute=10),
        "options": {"expires": timedelta(minutes=55).total_seconds()},
    },
    "watch-complaints": {
        "task": "service.complaints.tasks.watch_complaints",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "remove-lost-files": {
        "task": "service.complaints.tasks.remove_lost_files",
        "schedule": crontab(hour=3, minute=57),
        "options": {"expires": timedelta(hours=12).total_seconds()},
    },
    # By the hour, so that a standstill at night costs nothing; what converted today waits for the close.
    "propose-rewards": {
        "task": "rewards.tasks.propose_for_stores",
        "schedule": crontab(minute=45),
        "options": {"expires": timedelta(minutes=55).total_seconds()},
    },
    "look-for-duplicates": {
        "task": "intake.cleaning.tasks.look_for_all_duplicates",
        "schedule": crontab(hour=4, minute=20),
        "options": {"expires": timedelta(hours=12).total_seconds()},
    },
    # It reads what is due by the stores' schedules, and takes up what a killed worker left.
    "look-for-invalid-data": {
        "task": "intake.cleaning.tasks.look_for_invalid_data",
        "schedule": TICK,
        "options": {"expires": TICK.total_seconds()},
    },
    "purge-submitted-forms": {
        "task": "accounts.tasks.purge_forms",
        "schedule": crontab(hour=3, minute=40),
        "options": {"expires": timedelta(hours=12).total_seconds()},
    },
    "worker-pulse": {
        "task": "crm_site.tasks.worker_pulse",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    # What a killed worker held is silent for 45 s: it goes on within two minutes.
    "sweep-imports": {
        "task": "accounts.tasks.sweep_imports",
        "schedule": timedelta(seconds=30),
        "options": {"expires": 30},
    },
    "tidy-uploads": {
        "task": "accounts.tasks.tidy_uploads",
        "schedule": crontab(hour=3, minute=45),
        "options": {"expires": timedelta(hours=12).total_seconds()},
    },
    "remove-replaced-photos": {
        "task": "leads.tasks.remove_replaced_photos",
        "schedule": crontab(hour=3, minute=55),
        "options": {"expires": timedelta(hours=12).total_seconds()},
    },
    "forget-notices": {
        "task": "accounts.tasks.forget_notices",
        "schedule": crontab(hour=3, minute=35),
        "options": {"expires": timedelta(hours=12).total_seconds()},
    },
    "keep-ledger-heads": {
        "task": "compliance.tasks.keep_ledger_head",
        "schedule": crontab(hour=3, minute=30),
        "options": {"expires": timedelta(hours=12).total_seconds()},
    },
    "keep-reward-heads": {
        "task": "rewards.tasks.keep_reward_head",
        "schedule": crontab(hour=3, minute=35),
        "options": {"expires": timedelta(hours=12).total_seconds()},
    },
    "gather-statistics": {
        "task": "crm_site.tasks.gather_statistics",
        "schedule": crontab(hour=3, minute=50),
        "options": {"expires": timedelta(hours=12).total_seconds()},
    },
    "resume-hand-overs": {
        "task": "compliance.tasks.resume_hand_overs",
        "schedule": TICK,
        "options": {"expires": TICK.total_seconds()},
    },
    "settle-departures": {
        "task": "compliance.tasks.settle_departures",
        "schedule": TICK,
        "options": {"expires": TICK.total_seconds()},
    },
    "remind-due-stores": {
        "task": "compliance.tasks.remind_due_stores",
        "schedule": TICK,
        "options": {"expires": TICK.total_seconds()},
    },
    "write-to-due-people": {
        "task": "compliance.tasks.write_to_due_people",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "sweep-exports": {
        "task": "reports.tasks.sweep_exports",
        "schedule": TICK,
        "options": {"expires": TICK.total_seconds()},
    },
}
