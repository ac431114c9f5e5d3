"""Which version of a service answers a request: shares of the traffic, users that stay with theirs, shadows."""
