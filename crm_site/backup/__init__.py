"""A whole copy of the site in one file, whichever database it came from or goes to.

The file is a ZIP: a table of JSON lines for each model (first line: its columns), the uploaded files
under ``media/`` and, written last, ``manifest.json``. Both ways stream: memory does not grow with
the tables. Sessions are left out; everyone logs in again.
"""

FORMAT = 1
MANIFEST = "manifest.json"
MEDIA = "media/"


class BackupError(Exception):
    """A copy that cannot be written or restored; says what to do."""
