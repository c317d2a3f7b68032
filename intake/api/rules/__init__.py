"""What a call may say: read, named as we name it, checked, and described. Pure."""
