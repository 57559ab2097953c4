"""Foreign formats become our Turtle."""
