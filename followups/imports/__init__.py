"""Importing customers, activities and absences, with the deadlines that follow from them."""
