"""What a channel costs a store by the month, such as a portal's fee (R13.1)."""
