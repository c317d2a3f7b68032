"""Keeping the processes of the site alive together on one machine."""
