"""`python -m pipeline.cli` is `azvn`."""

from pipeline.cli.app import main

if __name__ == "__main__":
    main()
