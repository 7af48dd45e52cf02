"""What the words before a value say it is: somebody's number, or a machine's."""

from __future__ import annotations

from functools import lru_cache

from rowgate.redaction.patterns import Pattern

REACH = 48

# Several detectors ask about one place, and what a program wrote says the same at many.
_remembered = lru_cache(maxsize=4096)

_NAMED = r"[\"'\])}\s]{0,3}\s?(?:=>|[:=])\s{0,3}[\[(\"'\\]{0,6}(?:W/\\*\")?$"
_IDS = (  # noqa: SIM905
    "id ids nr num hash digest checksum sha sha1 sha256 sha512 md5 crc etag uuid guid ulid "
    "commit revision rev fingerprint trace traceparent tracestate span request version model "
    "integrity ray nonce cursor ref tag path file filename thread run order seq sequence "
    "build batch sku isbn ean upc gtin asin doi bucket shard traceid spanid requestid orderid "
    "userid sessionid messageid eventid runid jobid parentid correlationid"
).split()
_AMOUNTS = (  # noqa: SIM905
    "nano nanos secs seconds ts time timestamp created updated modified expires expiry exp "
    "iat nbf date datetime size bytes length len offset index idx count counts total tokens "
    "usage latency duration elapsed uptime port pid seed score cost price amount step epoch "
    "limit max min width height lat lng lon latitude longitude temperature line column row"
).split()
_MACHINE = (*_IDS, *_AMOUNTS)
# Too short to stand for themselves: `no` and `us` are words of prose, too.
_MACHINE_ENDS = "no ns ms us at start end".split()  # noqa: SIM905
_LOWER = "|".join(_MACHINE)
_ENDS = "|".join(_MACHINE_ENDS)
_HUMPS = "|".join(word.capitalize() for word in (*_MACHINE, *_MACHINE_ENDS))
_IS_MACHINE = Pattern(
    rf"(?:(?i:(?:^|[^a-z])(?:{_LOWER})|[a-z0-9][_.-](?:{_ENDS}))|[a-z0-9](?:{_HUMPS}|ID|IDs|"
    rf"UUID)){_NAMED}|(?:[a-z0-9](?:Id|_id|ID)|\b(?i:[cu]?ids?))\s$"
)
_IS_AMOUNT = Pattern(rf"(?i:(?:^|[^a-z])(?:{'|'.join(_AMOUNTS)})){_NAMED}")
_SAYS_MACHINE = Pattern(
    r"(?i)\b(?:order|ticket|invoice|ref(?:erence)?|case|tracking|confirmation|booking|build|commit|"
    r"version|issue|pr|incident|job|run|request|trace|serial|model|part|item|product|article|sku|"
    r"isbn|ean|upc|gtin|offset|length|size|seed|epoch|snowflake|"
    r"pages?|pp\.|lines?|rows?|params|steps?|doi)"
    r"(?:\s(?:number|no\.?|nr\.?|id|code))?(?:\s(?:is|was))?[\s:#=]{1,3}$"
)
# What states call their numbers: words used for nothing else, and short ones that mean it in
# capitals, or right before a number.
_OFFICIAL = (
    r"\b(?:cuit|cuil|cnpj|cedula|cédula|isikukood|hetu|siren|siret|amka|npwp|aadhaar|"
    r"kennitala|asmens|personas kods|curp|nric|f[øo]dsels(?:nummer|nr)|orgnr|cnic|pesel|regon|"
    r"jmbg|em[sš]o|kimlik|edrpou|itin|kra pin|hkid|snils|rijksregister\w*|codice|partita iva|"
    r"carnet|teudat zehut|y-?tunnus)(?:\b|_)|rodn[eé]|инн|снилс|рнокпп|身份证|身分證|統一編號|"
    r"マイナンバー|法人番号|주민등록번호|ad[oó]sz[aá]m|s[eé]curit[eé] sociale"
)
_SHORT = (
    "tfn|egn|ahv|avs|nit|cpr|nie|cif|nir|nif|utr|afm|oib|nik|pps|pan|rrn|ice|idno|bsn|ird|ruc|"
    "nip|cnp|pib|tckn|ubn|ein|rif|mst|bvn|nin|dni|rut|cpf|rfc|sin|abn|acn|tin|uen|inn"
)
_PERSON = Pattern(
    r"(?i)phone|tele|\btel\b|mobile|\bcell|fax|whatsapp|\bsms\b|\bcall\b|dial|contact|reach|ssn|"
    r"social|"
    r"\btax|\bvat\b|passport|licen[cs]e|national|insurance|insured|account|iban|\bcard|\bnhs\b|"
    r"\bnino\b|pesel|aadha?ar|"
    r"\bpan\b|\btin\b|\bein\b|\bbsn\b|\bcurp\b|\brfc\b|\brut\b|\bcpf\b|\bcnpj\b|\bdni\b|\bnif\b|"
    r"\bnie\b|\bsin\b|\babn\b|"
    r"\bacn\b|\btfn\b|\bnpi\b|\bmbi\b|\bnin\b|\buen\b|\bfin\b|\bitin\b|\bgst(?:in)?\b|\brrn\b|"
    r"\bfrn\b|\bbrn\b|medicare|health|"
    r"patient|citizen|identity|identit|\bid (?:card|number|no)|personal|person|driver|driving|"
    r"vehicle|plate|"
    r"registration|voter|bank|routing|\baba\b|sort code|birth|steuer|ausweis|versicher|kranken|"
    r"fiscal|codice|"
    r"\bbic\b|swift|sedol|\bwkn\b|henkil|personnummer|organisationsnummer|kimlik|plaka|ruhsat|"
    rf"numero|número|{_OFFICIAL}|(?-i:\b(?:{_SHORT.upper()})\b)"
)
_IS_OFFICIAL = Pattern(
    rf"(?i)(?:(?:\b|_)(?:tax|vat|ssn|social|personal|citizen|identity|insurance|nhs|health|"
    rf"medicare|patient|driver|driving|voter|iban|{_SHORT})|licen[cs]e_?n|national|passport|thai|emirates|steuer|"
    rf"fiscal|versicher|ausweis|personnummer|{_OFFICIAL})[\w\pL .-]{{0,20}}(?:{_NAMED}|"
    r"(?:\s(?:is|was|to|ist|est|es|è)|\s(?:number|no\.?|nr\.?|#)){0,2}:?\s{1,3}$)"
)


_NO_SECRET = Pattern(
    r"(?i)(?:^|[^a-z])(?:(?:public|primary|foreign|partition|sort|cache|idempotency|routing|object|bucket|"
    r"row|group|"
    r"hash|index|config|feature|translation|i18n|lookup|registry|dict|map|json|param|query|answer|"
    r"message|state|shard|dedup(?:lication)?|join|unique|composite|natural|"
    r"surrogate)[ _-]?keys?|"
    r"keys?[ _-]?(?:id|ids|name|names|type|path|size|length|usage|vault|space|word|words|board|"
    r"code|pad|stroke|ring|points?|frames?)|"
    r"tokens?[ _-]?(?:type|count|counts|limit|usage|used|uri|endpoint|name|id|budget|izer|ize|"
    r"ization|s)|"
    r"(?:prompt|completion|max|min|total|input|output|cached|num|new|stop|special|pad|eos|bos|"
    r"unk|sep|mask)[ _-]?(?:[a-z]+[ _-])?tokens?|"
    r"auth(?:or|ors|ored|enticated|orized|ority)|access[ _-]?(?:level|type|mode|time|log|point)|"
    r"client[ _-]?(?:name|type|version|side|ip)|api[ _-]?(?:version|name|base|url|host|path|type)|"
    r"(?:by-?|com|tres|encom|sur|under|over|im|tras)pass(?:[ _-]?\w+)?|"
    r"arn:[a-z-]+:secretsmanager|secrets?id|keyvault\w*|"
    r"pass(?:word|wd|phrase)s?[ _-]?(?:file|path|url|field|label|hint|prompt|policy|length|rules?|"
    r"strength|expir\w*|placeholder)|"
    r"secrets?[_-]?(?:names?|refs?|arn|store|class|types?|path)|(?:valid|allowed)[ _-]?key\w*|"
    r"monkey|keynote|donkey|turkey|hockey|jockey|whiskey|mickey)"
    r"[\"'\])}>]{0,3}[\s:=,(>|-]{0,8}[\"'`(\[{<]{0,3}$"
)


# The one id that is half of a credential.
_ACCESS_KEY_ID = Pattern(r"(?i)access[_-]?key[_-]?id\W{0,8}$")


def names_no_secret(before: str) -> bool:
    """Whether the name that ends here holds a keyword and means no secret: `primary_key`."""
    return _NO_SECRET.found(before) and not _ACCESS_KEY_ID.found(before)


def named_as_machine(text: str, start: int) -> bool:
    """Whether a value's name or the words before it say id, count, time or version, and not
    whose: `trace_id` is a machine's, `tax_id` a person's."""
    return _means_machine(text[max(start - REACH, 0) : start])


@_remembered
def _means_machine(before: str) -> bool:
    machine = _IS_MACHINE.found(before) or _SAYS_MACHINE.found(before)
    return machine and not _means_official(before)


def named_as_amount(text: str, start: int) -> bool:
    """Whether a value's name says count, time or size: of a number, and of nothing random."""
    return _IS_AMOUNT.found(text[max(start - REACH, 0) : start])


def named_as_official(text: str, start: int) -> bool:
    """Whether the name right before a value is that of an official number: `tax_id: `."""
    return _means_official(text[max(start - REACH, 0) : start])


@_remembered
def _means_official(before: str) -> bool:
    return _IS_OFFICIAL.found(before)


def named_as_person(text: str, start: int, end: int) -> bool:
    """Whether words around a value speak of phones, accounts or official numbers."""
    before, after = text[max(start - REACH, 0) : start], text[end : end + 24]
    return _speaks_of_person(before) or _speaks_of_person(after)


@_remembered
def _speaks_of_person(around: str) -> bool:
    return _PERSON.found(around)


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a value is all there is: of the text, or of a quoted string in it."""
    before = text[max(start - 8, 0) : start].rstrip(" ")[-1:]
    after = text[end : end + 8].lstrip(" ")[:1]
    return before in ("", '"', "'", "`", "\n") and after in ("", '"', "'", "`", "\n", "\\")
