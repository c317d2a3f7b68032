"""What is said in forms about complaints."""
