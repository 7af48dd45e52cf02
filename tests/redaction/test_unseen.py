"""Dresses that no fixture has: what names a value is read; what only looks like one stays."""

from __future__ import annotations

import pytest

from tests.support.redaction import hexes, scan, token

PASSWORD = "Copper" + "-48213"
KEY = token(32, seed=5)
HEX = hexes(32, 7)
UUID = f"{HEX[:8]}-{HEX[8:12]}-4{HEX[13:16]}-8{HEX[17:20]}-{HEX[20:]}"


@pytest.mark.parametrize(
    "line",
    [
        'user.set_password("{}")',
        "requirepass {}",
        "fastcgi_param DB_PASS {};",
        '<input type="password" name="password" value="{}">',
        "ALTER LOGIN sa WITH PASSWORD = N'{}'",
        'NSString *password = @"{}";',
        'credentials = ("ada", "{}")',
        "tried {} as password",
        "root password on the box: {}",
        "echo {} | docker login -u ada --password-stdin",
        "cqlsh -u ada -p {} host",
        "unzip -P {} a.zip",
        "smbclient //host/share -U ada%{}",
        "xfreerdp /u:ada /p:{} /v:host",
        "password\n{}",
        "비밀번호: {}",
    ],
)
def test_a_password_in_another_grammar_is_found(line):
    assert _covered(line, PASSWORD)


def test_a_word_right_after_the_sign_is_a_password_and_a_variable_is_none():
    word = "correct" + "horse"
    assert _covered("login failed: user=ada password={}", word)
    assert scan()("login(user, password=hashed_password)") == []


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("mailerlite = '{}'", HEX),
        ("scraperapi.init('{}')", HEX),
        ('<add key="snykToken" value="{}"/>', UUID),
        ("- name: SPLUNK_HEC_TOKEN\n  value: {}", UUID),
        ("console.log('token', 'acme_live_{}')", KEY[:16]),
        ("https://hooks.acme.io/catch/1234567/{}", KEY[:10]),
    ],
)
def test_a_maker_or_the_name_beside_says_that_a_random_value_is_a_key(line, value):
    assert _covered(line, value)


@pytest.mark.parametrize(
    "line",
    [
        '"tax_id": "{}"',
        "Steuer-ID: {}",
        "national_id={}",
        "My NHS number is {}.",
    ],
)
def test_a_name_that_says_whose_number_it_is_wins_over_one_that_says_id(line):
    assert _covered(line, "19032" + "84511")


@pytest.mark.parametrize(
    "text",
    [
        f"/v1/trace_ids/{HEX}/events",
        f"/v1/threads/thread_{token(24)}/runs",
        f"X-Amzn-Trace-Id: Root=1-{HEX[:8]}-{HEX[:24]}",
        f"pod api-{HEX[:9]}-x7k2p is ready",
        '"8745393193061972071"',
        "offset 123456789 of 4294967296 bytes",
        "step 100000/250000",
        "values = rows[::2]",
        "from auth.tokens import AccessTokenValidator2",
    ],
)
def test_ids_counts_and_code_stay(text):
    assert scan()(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "AWS_ACCESS_KEY_ID=" + "AKIA" + "IOSFODNN7" + "EXAMPLE",
        "sk" + "_live_" + "1234567890" + "abcdefghij",
        "DB_PASSWORD=%(password)s",
        "git@github.com:acme/app.git",
        "https://{USER}:{PASS}@acme.io",
        "Git 1.8.1.4",
        "secret_version: projects/123/secrets/db-pass/versions/latest",
    ],
)
def test_the_gate_lets_be_what_was_typed_for_a_document(text):
    assert scan("gate")(text) == []


def _covered(line: str, value: str) -> bool:
    text = line.replace("{}", value)
    start = text.index(value)
    return any(found.start <= start and found.end >= start + len(value) for found in scan()(text))
