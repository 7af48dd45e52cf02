"""Families of secrets as connection strings and files hold them."""

from __future__ import annotations

from collections.abc import Callable

from tests.support.redaction import token
from tests.support.values import alnum, b64, basic, hexed, password, uuid

# A line in which {} is the value, and how the value is made.
LINES: dict[str, tuple[str, Callable[[int], str]]] = {
    # connection strings
    "postgres": ("postgresql://app:{}@db.acme.internal:5432/main?sslmode=require", password),
    "mysql": ("DATABASE_URL=mysql+pymysql://root:{}@127.0.0.1/shop", password),
    "mongo": ('uri = "mongodb+srv://svc:{}@cluster0.ab1cd.mongodb.net/?retryWrites=true"', password),
    "redis": ("redis://:{}@cache.acme.internal:6379/0", password),
    "amqp": ("amqps://worker:{}@mq.acme.internal/vhost", password),
    "sqlserver": ("Server=tcp:x.database.windows.net,1433;User ID=sa;Password={};Encrypt=True;",
                  password),
    "jdbc": ("jdbc:oracle:thin:scott/{}@//db.acme.internal:1521/ORCL", password),
    "jdbc-query": ("jdbc:postgresql://db/x?user=app&password={}&ssl=true", password),
    "libpq": ("host=db.acme.internal port=5432 user=app password={} dbname=main", password),
    "ldap": ("ldap_bind_pw = {}", password),
    "snowflake": ("snowflake://etl:{}@ab12345.eu-west-1/db", password),
    "clickhouse": ("clickhouse-client --host h --user default --password {}", password),
    "azure-storage": (("DefaultEndpointsProtocol=https;AccountName=acme;AccountKey={};"
                      "EndpointSuffix=core.windows.net"), b64(64)),
    "service-bus": (("Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=Root;"
                    "SharedAccessKey={}"), b64(32)),
    "cosmos": ("AccountEndpoint=https://acme.documents.azure.com:443/;AccountKey={};", b64(64)),
    # files that hold credentials
    "netrc": ("machine api.acme.io login deploy password {}", password),
    "npmrc": ("//registry.acme.io/:_authToken={}", uuid),
    "npmrc-auth": ("_auth = {}", basic),
    "npmrc-password": ("//registry.acme.io/:_password={}", b64(18)),
    "pypirc": ("[pypi]\nusername = deploy\npassword = {}", password),
    "pgpass": ("db.acme.internal:5432:main:app:{}", password),
    "htpasswd-apr": ("deploy:$apr1${}", lambda n: token(8, seed=n) + "$" + token(22, seed=n + 1)),
    "htpasswd-bcrypt": ("deploy:$2y$05${}", alnum(53)),
    "shadow": ("root:$6${}:19000:0:99999:7:::", lambda n: token(8, seed=n) + "$" + token(86, seed=n)),
    "docker-config": ('{{"auths": {{"ghcr.io": {{"auth": "{}"}}}}}}', basic),
    "aws-file": ("[default]\naws_access_key_id = x\naws_secret_access_key = {}", b64(30)),
    "pip-conf": ("index-url = https://deploy:{}@pypi.acme.io/simple", password),
    "maven": ("<server><id>x</id><username>u</username><password>{}</password></server>", password),
    "gradle": ('signing.password={}\nsigning.keyId=24875D73', password),
    "rails": ("secret_key_base: {}", hexed(128)),
    "django": ("SECRET_KEY = 'django-insecure-{}'", alnum(50)),
    "wordpress": ("define( 'AUTH_KEY', '{}' );", alnum(64)),
    "wireguard": ("[Interface]\nPrivateKey = {}\nAddress = x", b64(32)),
    "wpa": ('network={{\n ssid="x"\n psk="{}"\n}}', password),
    "firebase": ('apiKey: "{}", authDomain: "x.firebaseapp.com"', alnum(39)),
    "terraform": ('variable "db_password" {{\n  default = "{}"\n}}', password),
    "terraform-state": ('"attributes": {{"master_password": "{}"}}', password),
    "kubernetes": ("kind: Secret\ndata:\n  api-token: {}", b64(24)),
    "helm": ("--set postgresql.auth.password={}", password),
    "compose": ("environment:\n  - POSTGRES_PASSWORD={}", password),
    "dockerfile": ("ENV API_TOKEN {}", alnum(32)),
    "dockerfile-arg": ("ARG NPM_TOKEN={}", uuid),
    "export": ("export STRIPE_SECRET={}", alnum(40)),
    "powershell": ("$env:CLIENT_SECRET = '{}'", alnum(40)),
    "batch": ("set DB_PASS={}", password),
    "fish": ("set -gx OPENWEATHER_API_KEY {}", hexed(32)),
    "properties": ("spring.datasource.password={}", password),
    "ini": ("[smtp]\nuser = x\npass = {}", password),
    "toml": ('[auth]\nclient_secret = "{}"', alnum(40)),
    "xml-attribute": ('<add key="ApiKey" value="{}" />', alnum(32)),
    "xml-connection": ('<connection user="sa" password="{}"/>', password),
    "plist": ("<key>APIToken</key>\n<string>{}</string>", alnum(32)),
    "ansible": ("ansible_become_pass: {}", password),
    "yaml-quoted": ('credentials:\n  token: "{}"', alnum(40)),
    "ruby-hash": (":api_key => '{}'", alnum(32)),
    "go": ('apiKey := "{}"', alnum(32)),
    "java": ('private static final String API_SECRET = "{}";', alnum(32)),
    "csharp": ('var clientSecret = "{}";', alnum(40)),
    "python-call": ('Client(api_key="{}", timeout=3)', alnum(32)),
    "python-dict": ("{{'Authorization': 'Token {}'}}", hexed(40)),
    "js-header": ("headers: {{ 'x-api-key': '{}' }}", alnum(40)),
    "sql-user": ("CREATE USER app WITH PASSWORD '{}';", password),
    "sql-identified": ("CREATE USER 'app'@'%' IDENTIFIED BY '{}';", password),
}  # fmt: skip
