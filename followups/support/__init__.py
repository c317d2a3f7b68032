"""Support wanted 支援事项: asked by a consultant, answered by their manager (R9.4)."""
