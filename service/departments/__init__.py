"""The open steps of finance and of customer service: their first page (R5.5)."""
