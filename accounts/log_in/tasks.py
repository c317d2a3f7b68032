"""Mails about lost passwords are sent aside: whoever asks does not see by the time whether one went out."""

from celery import shared_task

from .services.resets import send_links


@shared_task
def send_reset(name, root):
    """Once; where it fails the person asks again."""
    send_links(name, root=root)
