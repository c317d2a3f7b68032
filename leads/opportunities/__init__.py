"""Purchase intents 购车意向 with the dated changes that explain them, and their list (R2.2, R2.7, R3.4, R3.5)."""
