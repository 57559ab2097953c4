"""Files that nobody sends with good intent: written by hand, or by a line of Python where they are large."""
