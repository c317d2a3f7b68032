"""What the sales floor sees of the market and of competitors, by model, with a photo (S1)."""
