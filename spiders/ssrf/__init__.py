"""A request in; its answer out, or `RefusedAddress` before anything was sent to an address not public."""
