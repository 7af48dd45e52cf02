"""Every family of secrets in the dress it comes in: files, commands, headers, prose, code.

Values are random and made at run time.
"""

from __future__ import annotations

import base64
import random
import string
from collections.abc import Callable
from urllib.parse import quote

from tests.support.redaction import hexes, token

_WORDS = ("amber", "bridge", "copper", "daisy", "ember", "falcon", "garnet", "harbor")


def password(seed: int) -> str:
    """What people choose: a word, a sign, numbers."""
    pick = random.Random(seed)  # noqa: S311
    return f"{pick.choice(_WORDS).title()}{pick.choice('!#-_*')}{pick.randrange(1000, 99999)}"


def alnum(length: int) -> Callable[[int], str]:
    return lambda seed: token(length, seed=seed)


def hexed(length: int) -> Callable[[int], str]:
    return lambda seed: hexes(length, seed)


def upper(length: int) -> Callable[[int], str]:
    return lambda seed: token(length, string.ascii_uppercase + string.digits, seed)


def uuid(seed: int) -> str:
    text = hexes(32, seed)
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def b64(length: int) -> Callable[[int], str]:
    return lambda seed: base64.b64encode(random.Random(seed).randbytes(length)).decode()  # noqa: S311


def basic(seed: int) -> str:
    return base64.b64encode(f"deploy:{password(seed)}".encode()).decode()


# A line in which {} is the value, and how the value is made.
FAMILIES: dict[str, tuple[str, Callable[[int], str]]] = {
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
    # commands and headers
    "curl-user": ("curl --user deploy:{} https://api.acme.io", password),
    "curl-header": ('curl -H "X-Api-Key: {}" https://api.acme.io', hexed(32)),
    "curl-bearer": ("curl -H 'Authorization: Bearer {}' https://api.acme.io", alnum(40)),
    "curl-data": ("curl -d 'client_id=x&client_secret={}' https://api.acme.io/token", alnum(40)),
    "wget": ("wget --user=x --password={} https://acme.io/f", password),
    "mysql-p": ("mysql -u root -p{} shop", password),
    "sshpass": ("sshpass -p {} ssh root@host", password),
    "pgpassword": ("PGPASSWORD={} psql -h db", password),
    "docker-login": ("docker login -u deploy -p {} registry.acme.io", password),
    "redis-cli": ("redis-cli -h cache -a {} ping", password),
    "openssl": ("openssl enc -aes-256-cbc -pass pass:{} -in x", password),
    "net-use": (r"net use \\srv\share /user:acme\ada {}", password),
    "az-login": ("az login --service-principal -u x -p {} --tenant y", alnum(34)),
    "gh-secret": ("gh secret set TOKEN --body {}", alnum(40)),
    "vault": ("vault login -method=token token={}", alnum(26)),
    "basic-header": ("Authorization: Basic {}", basic),
    "proxy-header": ("Proxy-Authorization: Basic {}", basic),
    "x-auth": ("X-Vault-Token: {}", alnum(26)),
    "private-token": ("PRIVATE-TOKEN: {}", alnum(20)),
    "ocp-apim": ("Ocp-Apim-Subscription-Key: {}", hexed(32)),
    "set-cookie": ("Set-Cookie: sessionid={}; HttpOnly; Path=/", alnum(32)),
    "cookie": ("Cookie: theme=dark; JSESSIONID={}", upper(32)),
    "cookie-file": ("acme.io\tFALSE\t/\tTRUE\t0\tsession_token\t{}", alnum(40)),
    # URLs
    "query-key": ("https://api.acme.io/v1/x?units=m&appid={}", hexed(32)),
    "query-token": ("wss://acme.io/live?access_token={}", alnum(40)),
    "s3-presigned": ("https://b.s3.amazonaws.com/k?X-Amz-Expires=60&X-Amz-Signature={}", hexed(64)),
    "azure-sas": ("https://a.blob.core.windows.net/c/f?sv=2022-11-02&sp=r&sig={}",
                  lambda n: quote(b64(32)(n), safe="")),
    "slack-webhook": ("https://hooks." + "slack.com/services/T0000AAAA/B0000BBBB/{}", alnum(24)),
    "discord-webhook": ("https://discord.com/api/webhooks/112233445566778899/{}", alnum(68)),
    "zapier": ("https://hooks.zapier.com/hooks/catch/1234567/{}/", alnum(7)),
    "ifttt": ("https://maker.ifttt.com/trigger/x/with/key/{}", alnum(22)),
    "teams-workflow": (("https://prod-1.westeurope.logic.azure.com/workflows/x/triggers/m/paths/"
                       "invoke?sp=%2Ftriggers&sv=1.0&sig={}"), alnum(43)),
    "sentry-dsn": ("https://{}@o112233.ingest.sentry.io/445566", hexed(32)),
    "git-remote": ("git clone https://oauth2:{}@gitlab.acme.io/x.git", alnum(26)),
    "telegram-url": ("https://api.telegram.org/bot{}/sendMessage",
                     lambda n: token(10, "123456789", n) + ":AA" + token(33, seed=n)),
    # prose
    "prose-password": ("Hi, my password is {} and it stopped working.", password),
    "prose-login": ("Log in as ada with the password {}, please.", password),
    "prose-pair": ("username: ada\npassword: {}", password),
    "prose-temporary": ("Your temporary password: {}", password),
    "prose-key": ("Here is my API key: {} - can you try it?", alnum(32)),
    "prose-use": ("use this token {} to call it", alnum(40)),
    "prose-german": ("Mein Passwort lautet {}", password),
    "prose-french": ("Mon mot de passe est {}", password),
    "prose-spanish": ("Mi contraseña es {}", password),
    "prose-secret": ("The client secret we got was {}.", alnum(40)),
    "prose-pin": ("Your verification code is {}.", lambda n: token(6, "0123456789", n)),
    "wifi": ("The wifi password for guests is {}!", password),
    "totp": ("otpauth://totp/Acme:ada?secret={}&issuer=Acme",
             lambda n: token(32, string.ascii_uppercase + "234567", n)),
    "recovery": ("Recovery codes: {}",
                 lambda n: " ".join(hexes(5, n + k) + "-" + hexes(5, n + k + 9) for k in range(3))),
    "mnemonic": ("seed phrase: {}", lambda n: _mnemonic(n)),
    "eth-key": ("private key 0x{}", hexed(64)),
    "log-line": ("2026-01-01 DEBUG auth ok token={} user=7", alnum(40)),
    "tool-arguments": (('{{"tool": "login", "arguments": "{{\\"user\\": \\"a\\", '
                       '\\"password\\": \\"{}\\"}}"}}'), password),
    # more dresses
    "bare-hf": ("model key hf_{}",alnum(34)),
    "bare-alnum40": ("{}",alnum(40)),
    "bare-b64": ("the value {} works",b64(32)),
    "prov-space-hex": ("wandb login {}",hexed(40)),
    "prov-key-hex": ("datadog_app_key={}",hexed(40)),
    "id-secret": ('CLIENT_ID=abc\nCLIENT_SECRET={}',alnum(40)),
    "pass-word-quote": ("pass: '{}'",password),
    "pw-spaces": ('password: "correct {} battery"',password),
    "pw-lower-q": ('"password": "{}"',lambda s:token(8,"abcdefghijklmnopqrstuvwxyz",s)),
    "pw-env-lower": ('MYSQL_ROOT_PASSWORD={}',lambda s:token(10,"abcdefghijklmnopqrstuvwxyz",s)),
    "pw-unquoted-sym": ('passwd={}',lambda s:"p$"+token(6,seed=s)+"^&x"),
    "pw-with-comma": ('password="{}"',lambda s:token(4,seed=s)+",;"+token(4,seed=s+1)),
    "pw-arrow": ("password -> {}",password),
    "pw-md": ("**Password:** {}",password),
    "pw-md2": ("| password | {} |",password),
    "pw-tick": ("Password: `{}`",password),
    "pw-html": ("<td>Password</td><td>{}</td>",password),
    "pw-newline": ("Password:\n{}\n",password),
    "creds": ("creds: ada / {}",password),
    "login with": ("login: ada, pw: {}",password),
    "basic-pair": ("auth=('ada', '{}')",password),
    "requests": ("requests.get(u, auth=HTTPBasicAuth('ada', '{}'))",password),
    "connect": ("psycopg2.connect(host='h', user='u', password='{}')",password),
    "jdbc-getconn": ('DriverManager.getConnection(url, "root", "{}");',password),
    "mysqli": ("mysqli_connect('localhost', 'root', '{}', 'db')",password),
    "smtp": ("server.login('ada@x.io', '{}')",password),
    "ssh-paramiko": ("ssh.connect(h, username='u', password='{}')",password),
    "setenv": ("os.environ['API_KEY'] = '{}'",alnum(32)),
    "xml-elem": ("<apiKey>{}</apiKey>",alnum(32)),
    "xml-elem2": ("<ClientSecret>{}</ClientSecret>",alnum(32)),
    "yaml-nested": ("secret:\n  value: {}",alnum(32)),
    "tfvars": ('db_pass = "{}"',password),
    "gha": ("        token: {}",alnum(40)),
    "heroku": ("HEROKU_API_KEY={}",uuid),
    "heroku2": ("heroku key {}",uuid),
    "hdr-authkey": ("X-AUTH-KEY: {}",hexed(37)),
    "hdr-session": ("X-Session-Token: {}",alnum(32)),
    "hdr-csrf": ("X-CSRF-Token: {}",alnum(32)),
    "hdr-goog": ("X-Goog-Api-Key: {}",alnum(39)),
    "aws-session": ("aws_session_token={}",b64(150)),
    "aws-env": ("export AWS_SECRET_ACCESS_KEY={}",b64(30)),
    "aws-json": ('"SecretAccessKey": "{}"',b64(30)),
    "gitconfig": ("[credential]\n helper = store\nhttps://ada:{}@github.com",password),
    "git-askpass": ("ada:{}@github.com/x",alnum(40)),
    "smb": ("smb://ada:{}@nas/share",password),
    "ftp": ("ftp://ada:{}@ftp.x.io",password),
    "sftp": ("sftp://ada:{}@ftp.x.io:22/x",password),
    "imap": ("imaps://ada%40x.io:{}@mail.x.io",password),
    "kafka": ('sasl.jaas.config=PlainLoginModule required username="a" password="{}";',password),
    "elastic": ("https://elastic:{}@es:9200",password),
    "nats": ("nats://ada:{}@n:4222",password),
    "ethkey": ('PRIVATE_KEY="0x{}"',hexed(64)),
    "stellar": ("S{}",lambda s:token(55,"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",s)),
    "wif": ("5{}",lambda s:token(50,"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",s)),
    "xprv": ("xprv{}",lambda s:token(107,"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",s)),
    "ssh2": ("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: x\n{}\n---- END SSH2 ENCRYPTED PRIVATE KEY ----",b64(48)),
    "jwk": ('{{"kty":"oct","k":"{}"}}',lambda s:token(43,seed=s)),
    "jwk-d": ('{{"kty":"RSA","n":"x","d":"{}"}}',lambda s:token(200,seed=s)),
    "snmp": ("snmp-server community {} RO",password),
    "cisco7": ("enable password 7 {}",lambda s:token(14,"0123456789ABCDEF",s)),
    "cisco5": ("enable secret 5 $1${}",lambda s:token(4,seed=s)+"$"+token(22,seed=s)),
    "unattend": ("<AdministratorPassword><Value>{}</Value></AdministratorPassword>",password),
    "gpp": ('cpassword="{}"',b64(32)),
    "ntlm": ("Administrator:500:{}:::",lambda s:hexes(32,s)+":"+hexes(32,s+1)),
    "kerb": ("$krb5tgs$23$*u$R$s*${}",hexed(64)),
    "jenkins": ("<apiToken>{{{}}}</apiToken>",b64(48)),
    "ansible-vault": ("$ANSIBLE_VAULT;1.1;AES256\n{}",hexed(80)),
    "flask": ("app.secret_key = b'{}'",alnum(24)),
    "laravel": ("APP_KEY=base64:{}",b64(32)),
    "jwt-secret": ("JWT_SECRET={}",password),
    "salt": ("SECURE_AUTH_SALT: '{}'",alnum(64)),
    "mail": ("MAILER_DSN=smtp://ada:{}@smtp.x.io:587",password),
    "pusher": ("PUSHER_APP_SECRET={}",hexed(20)),
    "twilio": ("TWILIO_AUTH_TOKEN={}",hexed(32)),
    "sn-short": ("SN_PASS={}",password),
    "chat": ("pw is {} fyi",password),
    "chat2": ("pass = {}",password),
    "chat3": ("here's the password {} for staging",password),
    "chat4": ("password (staging): {}",password),
    "chat5": ("the admin password has been set to {}",password),
    "chat6": ("password changed from {} to something",password),
    "chat7": ("I set my password as {}",password),
    "chat9": ("The passphrase: {}",password),
    "chat10": ("token=> {}",alnum(40)),
}  # fmt: skip


def _mnemonic(seed: int) -> str:
    some = (
        "abandon ability zebra zone vocal twelve sudden record oxygen merit ladder kitten".split()  # noqa: SIM905
    )
    random.Random(seed).shuffle(some)  # noqa: S311
    return " ".join(some)
