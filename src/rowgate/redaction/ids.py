"""Forms that makers of software give to ids: no secrets, however random."""

from __future__ import annotations

import re

from rowgate.redaction.patterns import Pattern

_ID = Pattern(
    r"^(?:(?:call|toolu|srvtoolu|msg|req|request|chatcmpl|cmpl|resp|run|thread|asst|file|batch|"
    r"step|evt|"
    r"event|gen|fc|rs|ws|item|span|trace|sess|session|conv|proj|org|user|usr|acct|cus|cust|sub|"
    r"in|inv|ch|pi|pm|"
    r"ord|order|prod|price|vs|ftjob|modelcmpl|embd|img|task|job|doc|chunk|node|obj|ref|id|uid|fp|"
    r"gpt|ft|"
    r"workflow|wf|exec|action|lead|tkt|ticket|case|txn|tx|pay|po|so|build|deploy|release|cache|"
    r"lc_run|"
    r"dataset|ds|ex|exp|prompt|tool|agent|eval|score|obs|gs|space|app|team|ver|snap|vol|subnet|"
    r"vpc|i|ami|sg)"
    r"[-_:][A-Za-z0-9_-]+"
    r"|[0-9A-HJKMNP-TV-Z]{26}|[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}"
    # X-Ray's traces, the pods of Kubernetes, content ids of IPFS
    r"|1-[0-9a-f]{8}-[0-9a-f]{24}|[a-z][a-z0-9-]*-[0-9a-f]{8,10}-[a-z0-9]{5}"
    r"|baf[a-z][a-z0-9]{50,}|Qm[1-9A-HJ-NP-Za-km-z]{44}"
    # tickets, and the branches named after them
    r"|[A-Z]{2,10}-[0-9]{1,6}(?:-[a-z0-9]+)*"
    # cuid, KSUID
    r"|c[a-z0-9]{24}|[0-3][A-Za-z0-9]{26}"
    r"|(?:sha(?:1|224|256|384|512)|md5|h1)[-:~][A-Za-z0-9+/=]+"
    r"|v[0-9]+(?:\.[0-9]+)+[\w.+/-]*|v[0-9]+(?:[-+_/][\w.+-]{0,24})?|"
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}.*"
    r"|[0-9.:TZ+-]+)$"
)
# Of fixed length: `re` needs no state for it, and no encoding.
UUID = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")

# The last of a resource's path: `/v1/orders/7f…`.
_RESOURCE = re.compile(
    r"/?(?:[\w.-]+/)*(?:[a-z]+(?:[_-][a-z]+)*s|[a-zA-Z_]*[iI]ds?)/[A-Za-z0-9_-]{16,32}(?:/[\w.-]*)*"
)


def is_id(value: str) -> bool:
    """Whether a value has the form of an id; it may be the last of a path."""
    return _ID.found(longest(value))


def is_resource(value: str) -> bool:
    """Whether a value is a path in which an id stands behind the plural of what it is an id of."""
    return "/" in value and _RESOURCE.fullmatch(value) is not None


def longest(value: str) -> str:
    """The longest part of a path."""
    return max(value.split("/"), key=len) if "/" in value else value
