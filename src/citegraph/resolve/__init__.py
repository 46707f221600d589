"""Records to works: which belong together, what they say together, what they cite. Pure."""
