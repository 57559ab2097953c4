"""The page of a thing by what it is: maker, certificate, scheme, contribution."""

from datetime import date

from flask import render_template
from pyoxigraph import NamedNode

from registry import browse
from registry.assembly import Registry
from registry.browse.contributions import ContributionPage
from registry.browse.lookups import kinds_of
from registry.browse.makers import MAKERS
from registry.core.glossary import Label
from registry.core.verdicts import Verdict
from registry.settings import IDS
from registry.vocabulary import CFIT
from registry.web.devices import TITLES
from registry.web.languages import language, worded

_SCHEMES = frozenset({CFIT.CertificationScheme, CFIT.SchemeVersion, CFIT.SchemeTier})
_CONTRIBUTION = f"{IDS}contribution/"


def page_of(iri: NamedNode, registry: Registry, day: date) -> str | None:
    """The page of a thing; None when it is none of these."""
    kinds, spoken = set(kinds_of(iri, registry)), language()
    if CFIT.Contribution in kinds and (sent := _contribution(iri, registry)):
        return render_template("contribution.html", page=sent)
    if kinds & set(MAKERS) and (maker := browse.maker(iri, registry, day, spoken)):
        return render_template("maker.html", page=maker, verdicts=list(Verdict)[:-1], titles=_titles())
    if CFIT.Certificate in kinds and (certificate := browse.certificate(iri, registry, day, spoken)):
        return render_template("certificate.html", page=certificate)
    if kinds & _SCHEMES and (scheme := browse.scheme(iri, registry, spoken)):
        return render_template("scheme.html", page=scheme)
    return None


def _contribution(iri: NamedNode, registry: Registry) -> ContributionPage | None:
    number = iri.value.removeprefix(_CONTRIBUTION)
    return browse.contribution_page(int(number), registry, language()) if number.isdecimal() else None


def _titles() -> dict[str, Label]:
    """What the choices are called by which a list of devices is narrowed."""
    return {name: worded(title) for name, title in TITLES.items()}
