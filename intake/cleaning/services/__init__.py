"""Looking for what is to be cleaned, and what people answer."""
