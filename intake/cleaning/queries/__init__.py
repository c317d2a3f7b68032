"""What is read of a store for its cleaning."""
