"""The emphasis of the month (本月重点): a short text of who heads the store, on everybody's first page."""
