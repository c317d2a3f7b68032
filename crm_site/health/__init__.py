"""What is well with the site and what is not, each thing told apart."""
