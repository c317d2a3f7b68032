"""Leave, training and suspension: asked for, decided, cut short, and what they do to the plans (R4.7)."""
