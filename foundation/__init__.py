"""The ground of every app: no domain, no address, no role by name."""
