"""Speed: pages per second and peak memory of `python -m pipeline` on one core, over generated pages."""
