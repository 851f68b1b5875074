"""A whole class at once: who is in it, what each one gets, and the files that come out."""
