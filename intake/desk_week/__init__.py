"""The coming week of the telephone desk, filled by proposal; visits agreed the day before (R12.4)."""
