"""The state of the database: its migrations, and whether it holds anything."""
