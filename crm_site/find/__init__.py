"""One search for customers, cars, orders and pages."""
