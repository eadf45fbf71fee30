"""Speed and memory: generated pages, sources and watches in; figures of the real programs beside aims out."""
