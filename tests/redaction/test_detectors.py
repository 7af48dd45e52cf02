"""What each family of detectors finds, and what it leaves alone."""

from __future__ import annotations

import base64
import json
import socket
import subprocess
import sys
from pathlib import Path
from pydoc_data import topics

import pytest

from rowgate.redaction.document import scan_document, scan_text
from rowgate.redaction.scan import Scan
from tests.support.redaction import (
    aws_key,
    built_in,
    card,
    fast,
    github_token,
    hexes,
    private_key,
    scan,
    token,
)  # fmt: skip


def found(text: str, profile="redact") -> list[tuple[str, str]]:
    return [(each.type, text[each.start : each.end]) for each in scan(profile)(text)]


def values(text: str, profile="redact") -> list[str]:
    return [value for _, value in found(text, profile)]


JWT = ".".join(
    base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
    for part in ({"alg": "HS256"}, {"sub": "1234567890"})
) + "." + token(43)  # fmt: skip

KNOWN = {
    "aws": aws_key(),
    "github": github_token(),
    "gitlab": "gl" + "pat-" + token(20),
    "slack": "xo" + "xb-" + token(12, "0123456789") + "-" + token(24),
    "stripe": "sk" + "_live_" + token(24),
    "openai": "sk" + "-proj-" + token(48),
    "anthropic": "sk" + "-ant-api03-" + token(90) + "AA",
    "google": "AI" + "za" + token(35),
    "huggingface": "h" + "f_" + token(34),
    "npm": "np" + "m_" + token(36),
    "pypi": "py" + "pi-AgEIcHlwaS5vcmc" + token(60),
    "sendgrid": "S" + "G." + token(22) + "." + token(43),
    "telegram": token(10, "123456789") + ":AA" + token(33),
    "jwt": JWT,
}


@pytest.mark.parametrize("profile", ["redact", "gate"])
@pytest.mark.parametrize("secret", KNOWN.values(), ids=KNOWN.keys())
def test_known_formats_are_found_whole_by_both_profiles(secret, profile):
    for text in (secret, f"use {secret} now", f'{{"content": "{secret}"}}'):
        spans = [(each.start, each.end) for each in scan(profile)(text)]
        start = text.index(secret)
        assert any(a <= start and b >= start + len(secret) for a, b in spans), text.count(secret)


@pytest.mark.parametrize("secret", KNOWN.values(), ids=KNOWN.keys())
def test_the_commit_hook_finds_known_formats_without_kingfisher(secret):
    assert list(Scan(fast(), profile="gate")(f"use {secret} now"))


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("postgres://app:s3cr3t@db.internal/x", "app:s3cr3t"),
        ("https://u:p@ss/w0rd@host.io/path", "u:p@ss/w0rd"),
        ("Server=x;User Id=sa;Password=pl4in pass;Database=y", "pl4in pass"),
        ("Authorization: Basic " + base64.b64encode(b"ada:lovelace").decode(),
         base64.b64encode(b"ada:lovelace").decode()),
        ("the password is 'Secret123'", "Secret123"),
        ('DB_PASSWORD="hunter2"', "hunter2"),
        ("curl -u ada:hunter22 https://x.io", "ada:hunter22"),
        ("api_key = " + token(32), token(32)),
        ("X-Auth-Token: " + hexes(32), hexes(32)),
        ("my_service token " + hexes(40), hexes(40)),
        ("https://s3.x.io/o?X-Amz-Signature=" + hexes(64) + "&y=1", hexes(64)),
    ],
    ids=["url", "last-at", "odbc", "basic", "said", "quoted", "curl", "api-key", "header",
         "hex-near-keyword", "signed-url"],
)  # fmt: skip
def test_secrets_are_known_by_their_surroundings(text, secret):
    assert any(secret in value for value in values(text))


@pytest.mark.parametrize(
    "text",
    [
        "password: ${DB_PASSWORD}", "password = os.environ['X']", "token: <your token here>",
        "max_tokens: 4096", '{"prompt_tokens": 2974, "finish_reason": "stop"}', "api_key: xxxxxxxxxxxx",
        "primary_key: customer_number", "see https://host.io/path?email=x", "the token expired",
        "commit " + hexes(40), '{"trace_id": "' + hexes(32) + '"}', "sha256:" + hexes(64),
        '{"id": "chatcmpl-' + token(29) + '"}', '{"tool_call_id": "call_' + token(22) + '"}',
        '{"session_id": "e7ba0637-bc6f-4600-8891-108f59e91152"}', '{"created": 1725703824}',
        '{"start_time_unix_nano": "1749257186304799171"}', '{"order_no": 7794260604}',
        "released 2026-11-20 10:20:30", "version 1.2.3.4", "between 1 500 000 and 2 000 000",
    ],
)  # fmt: skip
def test_what_is_no_secret_is_left_alone(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        ("email", "ada.l+x@corp-mail.co.uk"), ("email", "zoë@bücher.de"),
        ("card", card("4")), ("card", card("34", 15)), ("card", card("55")),
        ("iban", "DE89 3704 0044 0532 0130 00"), ("us-ssn", "536-22-1234"),
        ("ip-address", "203.0.113.7"), ("ip-address", "2001:db8::1"),
        ("mac-address", "00:1B:44:11:3A:B7"), ("phone", "+44 20 7946 0958"),
        ("national-id", "12.345.678/0001-95"), ("address", "221 Baker Street"),
    ],
)  # fmt: skip
def test_personal_data_is_found(type_, text):
    assert found(f"it is {text} ok") == [(type_, text)]


@pytest.mark.parametrize(
    "address",
    [
        "::1", "fe80::1%eth0", "2001:db8::/32", "::ffff:192.0.2.1", "64:ff9b::192.0.2.33",
        "2001:0db8:85a3:0000:0000:8a2e:0370:7334", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "line", ["at {} ok", "addr={}", "http://[{}]:8080/x", "src={} dst=x", "{}: unreachable", "{}"]
)
def test_version_6_addresses_are_found_in_every_form_and_place(line, address):
    assert address in values(line.format(address))


def test_a_name_may_stand_before_an_address_with_a_colon():
    assert values("addr:fe80::1%eth0 ip:2001:db8:0:0:0:0:0:1") == [
        "fe80::1%eth0",
        "2001:db8:0:0:0:0:0:1",
    ]


def test_the_unspecified_address_counts_where_an_address_is_spoken_of():
    assert found("bind to host ::") == [("ip-address", "::")]
    assert found("sh -c :: and key: ::") == []


@pytest.mark.parametrize(
    "text", ["at 12:30:45 ok", "std::string a", "foo::bar::baz", "Vec::new()", "dead::beef", "a::b"]
)
def test_times_and_names_in_code_are_no_addresses(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "iban",
    [
        "DE89 3704 0044 0532 0130 00", "DE89370400440532013000", "de89 3704 0044 0532 0130 00",
        "DE89-3704-0044-0532-0130-00", "DE 89  3704  0044  0532  0130  00", "gb82west12345698765432",
        "GB82 WEST 1234 5698 7654 32", "MC58 1122 2000 0101 2345 6789 030",
    ],
)  # fmt: skip
def test_ibans_are_found_however_they_are_written(iban):
    for text in (f"it is {iban} ok", f"IBAN:{iban}", f"iban_{iban}", f"{iban}, {iban}"):
        assert set(values(text)) == {iban}


def test_a_card_needs_its_check_digit():
    good = card()
    bad = good[:-1] + str((int(good[-1]) + 1) % 10)
    assert found(f"paid {good} ok")[0][0] == "card"
    assert "card" not in dict(found(f"paid {bad} ok"))


def test_the_gate_lets_reserved_addresses_and_private_networks_be():
    assert found("mail ada@example.com at 192.168.0.1", "gate") == []
    assert found("mail ada@corp-mail.io", "gate") == [("email", "ada@corp-mail.io")]


def test_the_gate_finds_nothing_in_prose():
    text = "\n".join(topics.topics.values())
    assert len(text) > 400_000
    assert [text[each.start : each.end] for each in scan("gate")(text)] == []


def test_offsets_are_characters_where_text_is_not_ascii():
    secret = github_token()
    text = f"é€😀 {secret} é ada@corp-mail.io"
    assert [text[each.start : each.end] for each in scan()(text)] == [secret, "ada@corp-mail.io"]


@pytest.mark.parametrize(
    "text",
    [
        "\ud800 ada@corp-mail.io \udfff", "\u202eada@corp-mail.io\u202c שלום", "\x00ada@corp-mail.io",
        "ada@\uff43orp-mail.io", "4111\u20091111\u200b1111 1111",
    ],
    ids=["lone-surrogates", "right-to-left", "nul", "full-width", "thin-spaces"],
)  # fmt: skip
def test_odd_text_hides_nothing(text):
    assert found(text)


def test_a_document_is_gated_by_leaf_and_key():
    row = {"variables": {"x": github_token(), "ada@corp-mail.io": 1}, "response": "fine"}
    assert sorted((path, type_) for path, type_, _ in scan_document(row, scan("gate"))) == [
        (("variables", "ada@corp-mail.io"), "email"),
        (("variables", "x"), found(github_token(), "gate")[0][0]),
    ]
    assert not list(scan_document(row, scan("gate"), keep=["*@variables"]))


def test_raw_text_is_scanned_as_it_stands():
    assert scan_text(f"# {private_key()}\n", scan("gate"))[0].type == "private-key"


def test_nothing_here_opens_a_socket(monkeypatch):
    def refuse(*_args, **_options):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert Scan(built_in())(f"key {github_token()} {aws_key()} {token(40)}")


def test_kingfishers_part_that_contacts_providers_is_never_named():
    source = Path(sys.modules["rowgate.redaction.scan"].__file__).parent
    code = "\n".join(path.read_text() for path in source.rglob("*.py"))
    names = [line for line in code.splitlines() if "import" in line and "kingfisher_sdk" in line]
    assert [name.strip() for name in names] == ["from kingfisher_sdk import Rules, Scanner"]


def test_the_fast_set_loads_no_heavy_library():
    code = (
        "import sys, importlib\n"
        "from rowgate.redaction.builtin import REDACTORS\n"
        "from rowgate.redaction.scan import Scan\n"
        "found = []\n"
        "for name in REDACTORS: importlib.import_module(name).rowgate_redactors(found.append)\n"
        "scan = Scan([each for each in found if getattr(each, 'fast', False)], profile='gate')\n"
        "scan('key = \"Some words and the number 12345678\"')\n"
        "heavy = {'kingfisher_sdk', 'phonenumbers', 'stdnum', 'presidio_analyzer'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.slow
def test_ten_megabytes_and_a_hundred_thousand_findings_are_handled():
    text = "nothing to see here, move along please. " * 250_000
    assert scan()(text) == []
    many = " ".join(f"u{n}@corp-mail.io" for n in range(100_000))
    assert len(scan()(many)) == 100_000
