"""An address of an invented outlet in; its answer out: the small world of the demo and the tests."""
