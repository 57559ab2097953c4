"""Texts, addresses, language tags and file names that try to become part of a page, the same ones in each run."""

from collections.abc import Iterator
from itertools import product

_ACTS = (
    "<script>alert({n})</script>",
    "<img src=x onerror=alert({n})>",
    "<svg onload=alert({n})>",
    "<svg><script href=data:,alert({n})></script></svg>",
    "<iframe srcdoc='<script>parent.alert({n})</script>'></iframe>",
    "<object data=data:text/html,<script>alert({n})</script>></object>",
    "<a href=javascript:alert({n})>x</a>",
    "<form action=javascript:alert({n})><button>x</button></form>",
    "<math><mi xlink:href=javascript:alert({n})>x</mi></math>",
    "<details open ontoggle=alert({n})>",
    "<input autofocus onfocus=alert({n})>",
    "<style>*{{background:url(//evil.example/{n})}}</style>",
    "<link rel=stylesheet href=//evil.example/{n}.css>",
    "<base href=//evil.example/{n}/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert({n})'>",
    "<template shadowrootmode=open><script>alert({n})</script></template>",
    "{{{{ ''.__class__.__mro__[{n}] }}}}",
    "{{% include '/etc/passwd' %}}{n}",
    "%(name)s%({n})d%n",
    "javascript:alert({n})",
)
_AROUND = (
    "{}",
    '">{}',
    "'>{}",
    '" onmouseover="alert(1)" x="{}',
    "</title>{}",
    "</textarea>{}",
    "</script>{}",
    "</style>{}",
    "-->{}",
    "]]>{}",
    "</bdi></a></dd></dl>{}",
    "&lt;{}&gt;",
    "&#60;{}",
    "\\u003c{}",
    "`{}`",
    "${{{}}}",
    "\u202e{}",
    "\u2028{}",
    "<noscript><p title='</noscript>{}'>",
    "<![CDATA[{}",
    "<p title='{}",
    "<!--{}",
    "+ADw-{}+AD4-",
    "%3C{}%3E",
    "\ud7ff{}\ufffd",
)
_CASES = (str, str.upper, lambda text: text.replace("<", "<\t", 1), lambda text: text.replace(" ", "/"))


def texts() -> Iterator[str]:
    """Two thousand texts, each with a number of its own; of each act in each way around."""
    for number, (case, around, act) in enumerate(product(_CASES, _AROUND, _ACTS)):
        yield case(around.replace("{}", act.format(n=number)) if "{}" in around else around)


ADDRESSES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>".replace("<", "%3C").replace(">", "%3E"),
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "blob:https://evil.example/1",
    "https://user:secret@evil.example/",
    "https://evil.example/\u202egnp.exe",
    "http://[::1",
    "urn:x:javascript:alert(1)",
    "https://evil.example/%22onmouseover=alert(1)",
    "https://evil.example/'onmouseover='alert(1)",
    "mailto:a@example.org?body=%3Cscript%3E",
    "https://w3id.org/cfit/id/device/%2e%2e%2f%2e%2e%2fjavascript:alert(1)",
    "https://w3id.org/cfit/id//evil.example/x",
    "https://w3id.org/cfit/graph/nl-ict/%22%3E%3Cscript%3E",
)
TAGS = ("en-script", "x-alert", "nl-onload", "en-a-aaa-b-bbb", "zz-zzzzzzzz", "jscript", "de-x-img-src")
FILE_NAMES = (
    "<script>alert(1)</script>.ttl",
    '"><img src=x onerror=alert(1)>.ttl',
    "../../etc/passwd",
    "javascript:alert(1).csv",
    "a\u202elttl.exe",
    "{{7*7}}.jsonld",
    "%(name)s.xlsx",
    "'onload='alert(1)'.nt",
)
