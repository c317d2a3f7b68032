"""Forms that anybody may fill in: an address of their own, printed as a QR code (R5.1)."""
