"""What comes up for customers without a plan: birthdays, insurance, service, deliveries (R10.2)."""
