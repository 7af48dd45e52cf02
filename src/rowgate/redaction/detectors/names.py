"""Names that say secret, in many languages: patterns of three strengths (RE2)."""

from __future__ import annotations

_REST = r"[\w.-]{0,30}"
PASSWORD = (
    rf"(?:assword|passwd|passphrase|passcode|passwort|passwrd|pwd|psw|contrase[nñ]a|kennwort|"
    rf"mot[_ ]?de[_ ]?passe|senha|wachtwoord|lösenord|hasło|пароль|密码|密碼|パスワード|비밀번호|"
    rf"passord|adgangskode|salasana|heslo|jelszó|parol[aă]|şifre|lozinka|סיסמה|كلمة المرور|"
    rf"mật khẩu|psk|pass phrase|authtok|key ?material|key content|"
    rf"(?:wlan|wi-?fi|netzwerk)[- _]?(?:key|code|schl[üu]ssel)|\bmdp\b){_REST}"
    r"|(?:pass|pw)(?:[_.-][\w.-]{0,30})?"
)
SECRET = (
    rf"(?:secret|credential|cred\b|api[_ -]?key|(?:access|auth|bearer|refresh|session|csrf)[_-]?"
    rf"token|(?:access|private|auth|encryption|signing|master|account|service|deploy|license|"
    rf"shared|storage|primary|secondary|admin|root|session)[_ -]?key|session[_ -]cookie|"
    rf"connection[_ -]?string|shared[_ -]?access){_REST}"
)
WEAK = (
    rf"(?:token|key|auth|bearer|\bpin|\botp|\bsid|signature|\bsig|hmac|salt|jwt|"
    rf"webhook|license|pepper|client[ _-]?id){_REST}|(?:\b|_)pat(?:\b|_[\w.-]{{0,30}})"
    r"|(?-i:[a-z0-9]Pat)\b"
)

MARKS = (
    r"[!=]=|(?i:assw|passphrase|passcode|pwd|psw|contrase|kennwort|mot[_ ]?de[_ ]?passe|senha|"
    r"wachtwoord|lösenord|hasło|пароль|密码|密碼|パスワード|비밀번호|passord|adgangskode|salasana|"
    r"heslo|jelszó|parol[aă]|şifre|lozinka|סיסמה|كلمة المرور|mật khẩu|(?:pass|pw)[^a-z]|secret|"
    r"cred|key|token|auth|bearer|connection[_ -]?string|shared[_ -]?access|signature|hmac|salt|jwt|"
    r"webhook|license|pepper|cookie|client[ _-]?id|psk|pass phrase|\bmdp\b|"
    r"wlan|wi-?fi|netzwerk|\b(?:pin|otp|sid|sig)|(?:\b|_)pat|pat\b)"
)
"""What stands in any text that holds one of them, or a comparison."""
