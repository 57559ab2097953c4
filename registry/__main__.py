"""`python -m registry` and `cfit`: the command line."""

from registry.commands import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
