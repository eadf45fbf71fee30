"""How strangers' servers are treated, and how we are kept safe from them; one rule a file."""
