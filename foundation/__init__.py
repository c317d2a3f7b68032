"""The ground that every app stands on; it knows no domain and imports no app."""
