"""Passwords as they stand in public files, and what stands there beside them and is none."""

from __future__ import annotations

import pytest

from tests.support.forms import FORMS
from tests.support.redaction import hexes, scan, token
from tests.support.values import password

FLOOR = 0.9
EVERYWHERE = 0.97


def found(form: str, seed: int) -> bool:
    value = password(seed)
    text = form.replace("{V}", value)
    start = text.index(value)
    return any(each.start <= start and each.end >= start + len(value) - 1 for each in scan()(text))


def share(forms: tuple[str, ...]) -> float:
    hits = [found(form, seed) for form in forms for seed in (3, 4, 5)]
    return sum(hits) / len(hits)


@pytest.mark.parametrize("topic", FORMS)
def test_next_to_all_passwords_are_found_wherever_they_stand(topic):
    assert share(FORMS[topic]) >= FLOOR


def test_hardly_a_password_is_missed_over_all():
    assert share(tuple(form for forms in FORMS.values() for form in forms)) >= EVERYWHERE


@pytest.mark.parametrize(
    "text",
    [
        "Das Passwort ist zu kurz!",
        "Le mot de passe est obligatoire.",
        "La contraseña es necesaria",
        "the password must not be SHA256 or base64 of the name",
        "login with OAuth2 or WPA2, on Windows-11 and Python3.12",
        "The secret of RFC-6238 is in section 12.4",
        "wifi: home / office",
        "fixed the login form in JIRA-1234-add-button",
        "password reset of 2024-03-02 at 10:11:12",
        "passwords: see https://acme.io/docs/v2 and src/auth2/login.py",
        "class PasswordResetTokenGenerator2024",
        "1Password keeps your passwords",
        "0f3a9c1d2e4b5a69 Fix the password prompt",
        "ssh -p 2222 ada",
        "docker run -p 8080:80 nginx:1.25",
        "left-pad@1.3.0",
    ],
)
def test_what_only_stands_near_such_a_word_stays(text):
    assert scan()(text) == []


def test_the_gate_takes_no_password_by_its_looks():
    assert scan("gate")(f"I use pass {password(1)} everywhere") == []


@pytest.mark.parametrize(
    "table",
    [
        "| user | password |\n|---|---|\n| ada | {V} |",
        "user,password\nada,{V}",
        "name;Passwort;mail\nada;{V};x",
        "user\tpassword\nada\t{V}",
    ],
)
def test_a_column_of_passwords_is_read_to_its_end(table):
    row = table.rpartition("\n")[2]
    text = "\n".join([table, row, row])
    values = [f"correct-horse-{number}" for number in range(3)]
    for value in values:
        text = text.replace("{V}", value, 1)
    assert [text[each.start : each.end] for each in scan()(text)] == values


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("write to <ada=b@corp.io> please", "ada=b@corp.io"),
        ("From: a/b?c@corp.io\n", "a/b?c@corp.io"),
        ("bounce+ada=corp.io@list.org", "bounce+ada=corp.io@list.org"),
        ("ada@[192.168.2.1] said", "ada@[192.168.2.1]"),
        ("ada (arroba) corp (punto) io", "ada (arroba) corp (punto) io"),
        ("ada@corp[.]io", "ada@corp[.]io"),
        ("maintainer=ada@corp.io", "ada@corp.io"),
        ("https://x.io/?to=ada@corp.io", "ada@corp.io"),
    ],
)
def test_an_address_is_taken_whole_and_without_the_name_before_it(text, address):
    assert [text[each.start : each.end] for each in scan()(text)] == [address]


def test_what_is_random_in_the_path_of_a_resource_is_an_id_and_behind_created_a_secret():
    value = token(24, seed=9)
    assert scan()(f"/v1/orders/{value}/events") == []
    assert [each.type for each in scan()(f"new api key created: {value}")] == ["secret"]


@pytest.mark.parametrize(
    "line",
    [
        "SigningKey(seed='{}')",
        "Wallet('0x{}', provider)",
        'algoliasearch("APP", "{}")',
        "the session cookie: {}",
    ],
)
def test_hex_is_a_secret_where_a_call_or_a_name_says_so(line):
    value = hexes(64, 3)
    text = line.format(value)
    assert any(value in text[each.start : each.end] for each in scan()(text))
