"""Every write about complaints."""
