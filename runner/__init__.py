"""Start, watch and try out the whole system; the command line."""
