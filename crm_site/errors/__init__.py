"""Answers of the site itself: is it well, and what went wrong."""
