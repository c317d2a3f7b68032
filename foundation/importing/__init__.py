"""Moving in from spreadsheets: reading sheets, checking cells, running an import in batches."""
