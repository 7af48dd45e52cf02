"""Families of secrets in commands, headers and URLs."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from tests.support.redaction import token
from tests.support.values import alnum, b64, basic, hexed, password, upper

# A line in which {} is the value, and how the value is made.
LINES: dict[str, tuple[str, Callable[[int], str]]] = {
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
}  # fmt: skip
