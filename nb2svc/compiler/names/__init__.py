"""What statements do to names: a small abstract interpreter over the syntax tree. Used by the pass `bind_names`."""
