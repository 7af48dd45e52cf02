"""Passwords that are words, and secrets of which several stand together; what only speaks of
passwords stays."""

from __future__ import annotations

from itertools import pairwise

import pytest

from rowgate.redaction.patterns import windows
from tests.support.redaction import hexes, scan, token

PASSWORD = "Copper" + "-48213"
WORD = "orchid" + "garden"
KEY = token(24, seed=9)
HEX = hexes(40, 3)
SALT = "j@cGIZ JfObpPU);AZgYH5,ubb" + "SlUp|ZnLZNlq|;tkFe5xc(=_0[LKb"


def covered(line: str, value: str) -> bool:
    text = line.replace("{}", value)
    start = text.rindex(value)
    return any(found.start <= start and found.end >= start + len(value) for found in scan()(text))


@pytest.mark.parametrize(
    "line",
    [
        "admin_passwords:\n  - ada\n  - '{}'\n",
        'passwords = ["x", "{}"]',
        'db_user, db_password = "ada", "{}"',
        'const apiSecret, dbPassword string = "abc", "{}"',
        "INSERT INTO users (id, name, password) VALUES (1, 'a'), (2, 'b', '{}')",
        "ID/PW: ada/{}",
        "id/pw/port:ada/{}/22",
        "(ID)ada/(PW){}",
        "10.20.30.40(ada/{})",
        "ssh ada@db1.acme.io (ada/{})",
        "비번은{}",
        "password설정은{}",
        "paasword:{}",
        "P/W:{}",
    ],
)
def test_a_password_in_a_list_a_pair_or_a_mistyped_name_is_found(line):
    assert covered(line, PASSWORD)


@pytest.mark.parametrize(
    "line",
    [
        "password: {}\n",
        "db:\n  password: {}  # ours\n",
        "<server><password>{}</password></server>",
        "<key>Password</key>\n<string>{}</string>",
        "curl -d 'user=ada&password={}' https://acme.io",
        'let password: &str = "{}";',
        'val dbPassword: String = "{}"',
        "machine acme.io login ada password {}",
        "rootpw --plaintext {}",
        "lftp -u ada,{} sftp://acme.io",
        "gpg --batch --passphrase {} -c file",
        "requirepass {}",
        "ENV POSTGRES_PASSWORD {}",
        'driver.find_element(By.ID, "password").send_keys("{}")',
        'server.login(user, "{}")',
        "new PDO($dsn, 'ada', '{}')",
    ],
)
def test_a_password_that_is_a_word_is_found_where_a_grammar_points_it_out(line):
    assert covered(line, WORD)


@pytest.mark.parametrize("word", ["let" + "mein", "iloveyou", "swordfish", "Amber" + ".river"])
def test_a_password_that_is_told_is_found_though_it_is_a_word(word):
    assert covered("the wifi password at the office is {}", word)


@pytest.mark.parametrize("word", ["admin", "mypassword", "testpass"])
def test_a_password_that_was_left_as_it_was_is_one(word):
    assert covered("define('DB_PASSWORD',          '{}');", word)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("<secret>{acme prefix {}}</secret>", HEX),
        ("define('AUTH_SALT',        '{}');", SALT),
        ("('letter', 'sha1$bcwHF9Hy8lxS${}')", HEX),
        ('"acme_token": "{}"', "4jl7ml" + "0kv2"),
        ("  .dockerconfigjson: {}", KEY),
        ("aws_secret = 'wJalrXUtn" + "FEMI/{}'", "KMDENGbPxRfiCYzzQ" + "vLpWTKEY"),
    ],
)
def test_a_key_among_words_or_signs_is_found(line, value):
    assert covered(line, value)


@pytest.mark.parametrize(
    "text",
    [
        "enable secret management in the console",
        "We enable secret scanning.",
        "psql -h db.internal -U ada -p 5432 shop",
        "password: string;",
        'password: ["required", "min:8", "confirmed"]',
        "passwords:\n  - must be long\n  - must be new\n",
        "login(user, password=data)",
        "    password: hashedPassword\n  }",
        "user/password combination that works",
        "<th>Password</th><th>Email</th>",
        "INSERT INTO users (name, password) VALUES (?, ?)",
        'first, token = "x", "y"',
        "use --password to set it",
        "The password is required.",
        "the password is case-sensitive",
        'password = getpass("Password: ")',
        "id: openai/gpt4-turbo-2024",
        "lib v0.18.0/go.mod h1:08qhZhtIwzgrtBjAcJnij1t1H0ZRjwHyGsy6AL11PSw=\ngithub.com/acme",
    ],
)
def test_what_speaks_of_passwords_stays(text):
    assert scan()(text) == []


def test_the_gate_asks_more_of_a_list_than_the_redactor():
    text = f"passwords:\n  - {WORD}\n  - {PASSWORD}\n"
    assert [text[each.start : each.end] for each in scan("gate")(text)] == [PASSWORD]


def test_the_windows_of_a_text_hold_every_line_whole_and_overlap():
    text = "".join(f"line {number} of many\n" for number in range(400))
    spans = list(windows(text, 500, 100))
    assert spans[0][0] == 0
    assert spans[-1][1] == len(text)
    for (_, end), (start, _) in pairwise(spans):
        assert start < end
        assert text[start - 1] == "\n"


def test_an_idiom_far_down_a_long_text_is_found_once_where_it_stands():
    line = f"ansible log line\nrootpw --plaintext {WORD}\n"
    text = "some words of a log\n" * 2000 + line
    found = [(each.start, each.end) for each in scan()(text)]
    start = text.index(WORD)
    assert found == [(start, start + len(WORD))]


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("<entry>\n    <key>app.password</key>\n            <value>{}</value>", WORD),
        ('client.create_secret(Name="acme-secret1", SecretString="{}")', "violin" + "7"),
        ('"api_token": "{}"', "hunter" + "2"),
        ("chap_secret: {}", "Tulip" + "1"),
        ("export AWS_ACCESS_KEY_ID={}", "yLryKGwcGc3ez9G8" + "YAnjeYMQOc"),
        ("$hash = '{}';", "$P$8Ja1vJsKa5qyy/" + "b3mCJGXM7GyBnt6.."),
        ("'{}'", "access_token" + "$production$" + "acmecorp1234$" + HEX[:32]),
    ],
)
def test_a_short_secret_or_a_hash_that_a_name_or_form_points_out_is_found(line, value):
    assert covered(line, value)


@pytest.mark.parametrize(
    "text", ["secretName: tls-cert-2", "secret_ref: db1", "idempotency_key: order42"]
)
def test_the_name_of_a_secret_is_none(text):
    assert scan()(text) == []


@pytest.mark.parametrize("word", ["secret", "test"])
def test_a_setting_whose_password_is_the_word_itself_is_found(word):
    assert covered("spring.datasource.password={}\n", word)
    assert scan()(f"name = {word}\n") == []


def test_marked_cells_of_a_password_column_are_literals_and_plain_words_are_not():
    table = (
        "| host | user | Password |\n|---|---|---|\n| a | `ada` | `{}` |\n| b | bob | required |\n"
    )
    assert covered(table, WORD)
    text = table.replace("{}", WORD)
    assert [text[each.start : each.end] for each in scan()(text)] == [WORD]


def test_a_cell_that_holds_user_and_password_gives_the_password():
    table = "| VM | Default Creds |\n|---|---|\n| web | `sysadmin` / `{}` |\n"
    assert covered(table, PASSWORD)


def test_the_default_that_a_line_tells_of_a_password_is_one():
    assert covered("- Password: `DB_PASSWORD` (default `{}`)", WORD)


@pytest.mark.parametrize(
    "config",
    [
        "hostname r1\nusername ada privilege 15 secret {}\n",
        "aaa new-model\nservice password-encryption\nenable secret {}\n",
        "line vty 0 4\n exec-timeout 5 0\n password {}\n login\n",
    ],
)
def test_a_word_among_a_devices_settings_is_a_password(config):
    assert covered(config, WORD)


@pytest.mark.parametrize(
    "text",
    [
        '{"name": "reset_password", "description": "sends a link", "parameters": {}}',
        "MYSQL_ROOT_PASSWORD_FILE=/run/secrets/db-password",
        "export POSTGRES_PASSWORD=$(kubectl get secret x -o jsonpath=y)",
        "errors: { password: ['must contain a digit', 'too short'] }",
        "| Parameter | Default |\n|---|---|\n| `auth.password` | `none` |\n| `auth.userName` | `ada` |",
        "Uses a Gmail App Password (token-like) stored in a local file",
    ],
)
def test_keys_files_commands_and_messages_beside_a_password_stay(text):
    assert scan()(text) == []


def test_an_argument_of_a_function_that_encodes_is_the_value():
    assert covered('DB_PASSWORD = base64encode("{}")', WORD)


def test_a_password_beside_its_word_far_down_a_long_text_is_found_once_where_it_stands():
    text = "some words of a log\n" * 2000 + f"the password, as ever:\n{PASSWORD}\n"
    found = [(each.start, each.end) for each in scan()(text)]
    start = text.index(PASSWORD)
    assert found == [(start, start + len(PASSWORD))]
