"""Why shapes cannot be used: they are refused when they are loaded, with the shape and the reason."""

from registry.core.facts import Term


class ShapesRefused(ValueError):
    """The shapes break a rule of the recommendation, or use what this validator does not take."""

    def __init__(self, shape: Term, reason: str) -> None:
        super().__init__(f"{shape}: {reason}")
        self.shape, self.reason = shape, reason
