"""Customer service and the departments: what they are asked and what they answer (R5.4)."""
