"""What an operator sees of a server: counters, a line per request, traces. Nothing here knows of a web framework."""
