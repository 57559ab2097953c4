"""The page of a criterion: the address may name a threshold to ask instead of that of a test."""

import json
from decimal import Decimal, InvalidOperation

from flask import Response, after_this_request, render_template, request

from registry import browse
from registry.browse.ambition import Ambition
from registry.browse.criteria import CriterionPage
from registry.web import here
from registry.web.languages import language
from registry.web.scripts import is_built, policy

_POLICY = policy({"script-src": "'self'"})
_LARGEST = Decimal(10**12)


def shown(page: CriterionPage) -> str:
    """Show a criterion, with charts where the library that draws them was built."""
    use = browse.criterion_use(page.version, _moved(), here.registry(), here.today(), language())
    with_charts = is_built("uplot.js") and any(part.ambition for part in use.tests)
    if with_charts:
        after_this_request(_allow)
    return render_template("criterion.html", page=page, use=use, with_charts=with_charts, data=_data)


def _moved() -> dict[int, Decimal]:
    """The threshold that the address names for a test, by the number of the test; what is no number moves nothing."""
    number = request.args.get("test", 1, type=int)
    try:
        threshold = Decimal(request.args["threshold"].replace(",", "."))
    except (KeyError, InvalidOperation):
        return {}
    return {number: threshold} if threshold.is_finite() and abs(threshold) < _LARGEST else {}


def _allow(response: Response) -> Response:
    """Let our own scripts run on this page."""
    response.headers["Content-Security-Policy"] = _POLICY
    return response


def _data(ambition: Ambition) -> str:
    """What the script needs to draw and to count: the bars, and what each place of the slider leaves."""
    return json.dumps(
        {
            "asked": float(ambition.asked),
            "moved": float(ambition.moved),
            "upward": ambition.upward,
            "decimals": ambition.decimals,
            "bars": [[float(each.bar.start), float(each.bar.end), each.bar.count] for each in ambition.bars],
            "positions": [
                [float(place), left.meets, left.makers, left.fails, left.disputed] for place, left in ambition.positions
            ],
        },
        separators=(",", ":"),
    )
