"""Names that say secret, in many languages: patterns of three strengths (RE2)."""

from __future__ import annotations

_REST = r"[\w.-]{0,30}"
# Names that are written one way, and those of which a pattern tells the ways.
_FOREIGN = (
    "passwort|kennwort|senha|palavra-passe|contrasenya|wachtwoord|lösenord|hasło|passord|"
    "adgangskode|salasana|heslo|jelszó|şifre|lozinka|zaporka|slaptažodis|пароль|κωδικός|"
    "密码|密碼|口令|パスワード|暗証番号|비밀번호|비번|암호|패스워드|סיסמה|كلمة المرور|"
    "كلمة السر|पासवर्ड|รหัสผ่าน|mật khẩu|kata sandi"
)
_MISTYPED = "asword|assowrd|asswrod|passwrd"
PASSWORD = (
    rf"(?:assword|passwd|passphrase|passcode|pwd|psw|contrase[nñ]a|mot[_ ]?de[_ ]?passe|"
    rf"parol[aă]|{_MISTYPED}|{_FOREIGN}|\bgeslo\b|\bparool\b|\bp/w\b|"
    rf"psk|pass phrase|authtok|key ?material|key content|"
    rf"(?:wlan|wi-?fi|netzwerk)[- _]?(?:key|code|schl[üu]ssel)|\bmdp\b){_REST}"
    r"|(?:pass|pw)(?:[_.-][\w.-]{0,30})?"
)
SECRET = (
    rf"(?:secret|sercret|secert|credential|creds?\b|api[_ -]?key|"
    rf"(?:access|auth|bearer|refresh|session|csrf|api|oauth|user|security|personal)[_-]?token|"
    rf"(?:access|private|auth|encryption|signing|master|account|service|deploy|license|"
    rf"shared|storage|primary|secondary|admin|root|session)[_ -]?key|session[_ -]cookie|"
    rf"connection[_ -]?string|shared[_ -]?access|dockerc(?:onfigjson|fg)){_REST}"
)
WEAK = (
    rf"(?:token|토큰|令牌|key|auth|bearer|\bpin|\botp|\bsid|signature|\bsig|hmac|salt|jwt|"
    rf"webhook|license|pepper|client[ _-]?id){_REST}|(?:\b|_)pat(?:\b|_[\w.-]{{0,30}})"
    r"|(?-i:[a-z0-9]Pat)\b"
)
EVERY = (PASSWORD, SECRET, WEAK)

NAMES = (
    rf"(?i:assw|passphrase|passcode|pwd|psw|contrase|mot[_ ]?de[_ ]?passe|parol[aă]|{_MISTYPED}|"
    rf"{_FOREIGN}|geslo|parool|p/w|(?:pass|pw)[^a-z]|secret|sercret|secert|"
    r"cred|key|token|토큰|令牌|auth|bearer|connection[_ -]?string|shared[_ -]?access|signature|"
    r"hmac|salt|jwt|webhook|license|pepper|cookie|client[ _-]?id|psk|pass phrase|\bmdp\b|"
    r"wlan|wi-?fi|netzwerk|dockerc|\b(?:pin|otp|sid|sig)|(?:\b|_)pat|pat\b)"
)
"""What stands in any text that holds one of them."""
MARKS = rf"[!=]=|{NAMES}"
"""The same, or a comparison."""
