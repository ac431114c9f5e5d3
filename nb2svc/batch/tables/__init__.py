"""Tables in and out: by address, in pieces, published in one step."""
