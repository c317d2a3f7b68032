"""Style sheets and scripts of others, served by name."""
