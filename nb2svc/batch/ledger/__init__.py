"""What was ordered, what is due, what ran and how that ended: one SQLite file beside the versions."""
