"""A registry in which things happen to a phone over two months, for tests of what was known when."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from registry import keep
from registry.assembly import Registry, open_registry
from registry.core.contribution import Action, Draft
from registry.core.report import Report, as_json
from registry.following import catch_up
from registry.settings import IDS, Settings

NOON = datetime.combine(datetime.now(UTC).date(), time(12), UTC)
"""By the clock of the server, which is what a day is held against."""

WIKI = f"{IDS}device/wiki-1"
SCHEME = """
<{ids}scheme/invented/1/gold> a cfit:SchemeTier ; cfit:ofSchemeVersion <{ids}scheme/invented/1> ; cfit:rank 1 .
<{ids}presumption/gold> a cfit:Presumption ; cfit:presumedFrom <{ids}scheme/invented/1/gold> ;
    cfit:deemedToSatisfy <{ids}criterion/SW-02/1> .
"""
CERTIFICATE = """
<{ids}certificate/nl-ict-1> a cfit:Certificate ; schema:certificationIdentification "INVENTED-1" ;
    schema:about device:phone-1 ; cfit:schemeVersion <{ids}scheme/invented/1> ;
    cfit:schemeTier <{ids}scheme/invented/1/gold> ; cfit:certificateStatus <{ids}certificate-status/valid> ;
    schema:validFrom "{first}"^^xsd:date ; schema:expires "{last}"^^xsd:date .
"""
SET = """
<{ids}criteria-set/invented/1> a cfit:CriteriaSet ; dcterms:title "Invented set"@en ; cfit:version "1" ;
    cfit:criterionVersion <{ids}criterion/REP-03/1> .
"""
LINK = """
<{ids}link/1> a cfit:LinkAssertion ; cfit:linkFrom device:phone-1 ; cfit:linkTo <{wiki}> .
<{ids}link-decision/of-1> a cfit:LinkDecision ; cfit:ofLink <{ids}link/1> ;
    cfit:decision <{ids}link-decision/{decision}> ; dcterms:date "{day}"^^xsd:date .
"""


def ago(days: int) -> datetime:
    """Noon, so many days ago."""
    return NOON - timedelta(days=days)


def eventful(home: Path, criteria: bytes, turtle, phone: str) -> Registry:
    """The whole story; each contribution comes by the ledger, without the checks at the door."""
    registry = open_registry(Settings(home=home), ago(60).date())
    keep.ensure_steward(registry.ledger, ago(60))
    keep.add_member(registry.ledger, "nl-ict", "Buyers in the Netherlands", keep.LICENCE, ago(60))

    def sent(days: int, group: str, dataset: str, body: bytes | None, reason: str = "") -> None:
        action, told = (Action.REPLACE, body) if body is not None else (Action.WITHDRAW, b"")
        licence, moment = "https://creativecommons.org/licenses/by/4.0/", ago(days)
        registry.ledger.append(
            Draft(group, dataset, action, "text/turtle", told, licence, moment, "1.0.0", as_json(Report(())), reason)
        )

    def decided(days: int, decision: str) -> None:
        text = LINK.format(ids=IDS, wiki=WIKI, decision=decision, day=ago(days).date())
        sent(days, "registry", "decisions", turtle(text))

    theirs = 'device:nl-ict-a a cfit:DeviceModel ; schema:name "A" ; schema:brand brand:invented ;'
    held = {"first": ago(26).date(), "last": ago(12).date()}
    sent(50, "registry", "criteria", criteria)
    sent(50, "registry", "schemes", turtle(SCHEME.format(ids=IDS)))
    sent(45, "registry", "sets", turtle(SET.format(ids=IDS)))
    sent(40, "registry", "phones", turtle(phone))
    sent(38, "registry", "wiki", turtle(f"<{WIKI}> a cfit:DeviceModel ; cfit:batteryRatedCapacity 4200 ."))
    sent(30, "nl-ict", "facts", turtle("device:phone-1 a cfit:DeviceModel ; cfit:repairabilityIndex 3.5 ."))
    sent(28, "nl-ict", "own", turtle(theirs + " cfit:deviceKind kind:smartphone ."))
    sent(25, "nl-ict", "certificates", turtle(CERTIFICATE.format(ids=IDS, **held)))
    sent(20, "nl-ict", "facts", None, "It was another phone.")
    decided(18, "accepted")
    sent(10, "registry", "phones", turtle(phone.replace("4.20", "3.90").replace("Phone 1", "Phone One")))
    decided(8, "rejected")
    sent(5, "nl-ict", "own", None, "No longer sold.")
    catch_up(registry.store, registry.ledger, ago(0).date())
    registry.forget()
    return registry
