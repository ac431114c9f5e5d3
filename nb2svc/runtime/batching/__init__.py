"""Many requests, few calls: rows of requests that arrive while the model computes are answered by its next call."""
