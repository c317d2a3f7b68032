"""The site on a person's device: installed as an app, what is kept there sealed, and what was saved."""
