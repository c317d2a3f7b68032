"""What imports of customers' files read from the cards and policies."""
