"""The pages on which a store cleans its data."""
