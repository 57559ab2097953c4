"""Templates are written in a process of their own, once."""

import pytest

from registry.core.names import graph_iri
from registry.core.reading.formats import CSV, XLSX, read
from registry.settings import IDS, ONTOLOGY, SHAPES
from registry.vocabulary import CFIT
from registry.workers.process import Died
from registry.workers.templates import Templates

ADDRESS = f"{IDS}device/{{}}"


@pytest.mark.parametrize(("name", "media_type"), [("csv", CSV), ("xlsx", XLSX)])
def test_a_template_is_written_once_and_can_be_read(name, media_type):
    templates = Templates(SHAPES, ONTOLOGY)
    first = templates.template(CFIT.DeviceModel, ADDRESS, name, "nl")
    assert templates.template(CFIT.DeviceModel, ADDRESS, name, "nl") is first
    assert len(read(first, media_type, graph_iri("nl-ict", "phones")).columns) > 100


def test_a_worker_that_cannot_read_the_rules_leaves_no_process(tmp_path):
    with pytest.raises(Died):
        Templates(tmp_path / "nowhere", ONTOLOGY).template(CFIT.DeviceModel, ADDRESS, "odd", "en")
