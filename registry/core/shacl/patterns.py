"""sh:pattern (SHACL 4.4.3): XPath regular expressions run by RE2, whose time grows with the text and no faster."""

import re
from collections.abc import Callable, Iterator

import re2

# RE2 reads these as ASCII only, XPath as whole classes of Unicode (XML Schema part 2, appendix F.1.1).
_CLASSES = {
    r"\d": r"\p{Nd}",
    r"\D": r"\P{Nd}",
    r"\s": r" \t\n\r",
    r"\w": r"\p{L}\p{M}\p{N}\p{S}",
    r"\W": r"\p{P}\p{Z}\p{C}",
}
_PART = re.compile(r"\\.|.", re.DOTALL)


def matcher(pattern: str, flags: str) -> Callable[[str], bool]:
    """Make a test of a text; a ValueError says why the pattern cannot be taken."""
    if unknown := set(flags) - set("ismxq"):
        raise ValueError(f"sh:flags knows i, s, m, x and q, not {' '.join(sorted(unknown))}")
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = "i" not in flags
    options.literal = "q" in flags
    inline = "".join(flag for flag in "sm" if flag in flags)
    text = pattern if "q" in flags else "".join(_translated(pattern, "x" in flags))
    try:
        search = re2.compile(f"(?{inline}){text}" if inline and "q" not in flags else text, options).search
    except re2.error as error:
        raise ValueError(f"the pattern {pattern} cannot be taken: {error}") from error
    return lambda value: search(value) is not None


def _translated(pattern: str, drops_blanks: bool) -> Iterator[str]:
    """Turn the classes of XPath into those of RE2, and drop blanks outside brackets where flag x says so."""
    inside = False
    before = ""
    for part in _PART.findall(pattern):
        if inside and part == "[":
            raise ValueError(f"the pattern {pattern} takes characters away from a class, which is not supported")
        if part == "[":
            inside = True
        elif part == "]" and before not in ("[", "[^"):
            inside = False
        if part in _CLASSES:
            yield _CLASSES[part] if inside else f"[{_CLASSES[part]}]"
        elif part == r"\S":
            if inside:
                raise ValueError(rf"the pattern {pattern} has \S inside brackets, which is not supported")
            yield r"[^ \t\n\r]"
        elif inside or not drops_blanks or part not in " \t\n\r":
            yield part
        before = before + part if part == "^" and before == "[" else part
