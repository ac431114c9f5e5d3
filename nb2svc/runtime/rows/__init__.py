"""From request rows to the input of the notebook's code, and from what it returns to JSON-ready answers."""
