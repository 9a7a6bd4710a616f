"""`python -m wirebase` is the `wirebase` command."""

from wirebase.cli import main

if __name__ == "__main__":
    main()
