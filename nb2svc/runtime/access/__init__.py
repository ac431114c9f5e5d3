"""Who may ask, and how often: headers in, a caller or a refusal out. Nothing here knows of a web framework."""
