"""Coming in and going, second factors, being asked again, a person's own page."""
