"""Whoever runs the registry can ask whether it lives and whether it can work."""

from dataclasses import replace


def test_it_works(client):
    assert client.get("/livez").text == "alive\n"


def test_a_registry_that_is_up_to_date_is_ready(client):
    response = client.get("/readyz")
    assert (response.status_code, response.json["ready"], response.json["failing"]) == (200, True, [])
    assert (response.json["revision"], response.json["contributions_behind_the_ledger"]) == (2, 0)


def test_a_store_that_cannot_follow_its_ledger_is_not_ready(registry, client):
    draft = registry.ledger.contribution(2).draft
    registry.ledger.append(replace(draft, dataset="more", body=b"not Turtle: the store cannot take it"))
    response = client.get("/readyz")
    assert (response.status_code, response.json["failing"]) == (503, ["store"])
    assert response.json["contributions_behind_the_ledger"] == 1
    assert client.get("/livez").status_code == 200


def test_a_ledger_that_cannot_be_asked_is_named(registry, client):
    with registry.ledger._writer.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE contributions RENAME TO elsewhere")
    response = client.get("/readyz")
    assert (response.status_code, response.json["failing"]) == (503, ["ledger"])
    assert "contributions" in response.json["ledger_says"]
    assert client.get("/livez").status_code == 200
