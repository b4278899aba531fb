"""Deeds and questions. `actor` is the first argument of what a person does."""
