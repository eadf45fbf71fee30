"""The news monitor's pipeline: plan, crawl, process, publish; stages are values in, values out."""
