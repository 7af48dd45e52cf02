"""How a refusal begins, in the languages that models answer in most.

A pattern names what is refused, and not only that something cannot be: "I cannot find a second
charge" is an answer. It stays within a clause, for the next one is about something else.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_CLAUSE = r"[^.,;:!?]{0,60}?"
_EN_CANNOT = (
    r"(?:cannot|can't|can not|could not|couldn't|will not|won't|"
    r"(?:am|are|'m|'re|be) (?:not able|unable|not allowed|not permitted) to|"
    r"(?:won't|will not) be able to)"
)
_EN_VERBS = (
    r"(?:help|assist|comply|fulfil|fulfill|provide|answer|do that|do this|create|generate|"
    r"produce|write|share|discuss|engage|participate|continue with|support)"
)
_DE_CAN = r"(?:kann|können|darf|dürfen|werde|werden)"
_DE_VERBS = (
    r"(?:\w*helfen|behilflich sein|beantworten|unterstützen|nachkommen|bereitstellen|erstellen|"
    r"entsprechen|erfüllen|teilnehmen|erteilen|weitergeben|geben)"
)
_NL_VERBS = (
    r"(?:helpen|assisteren|beantwoorden|verstrekken|geven|maken|genereren|schrijven|delen|"
    r"bespreken|voldoen|meewerken)"
)
_ZH_NOT = r"(?:无法|無法|不能|不便|没办法|沒辦法)"
_ZH_WHAT = (
    r"[^,.!?。,!?]{0,6}(?:帮助|幫助|协助|協助|提供|回答|满足|滿足|生成|创建|創建|撰写|撰寫|"
    r"分享|讨论|討論|参与|參與|执行|執行|帮你|帮您|幫你|幫您)"
)

PHRASES: dict[str, str] = {
    "English": (
        rf"\b(?:i|we) ?{_EN_CANNOT} {_EN_VERBS}\b"
        r"|\b(?:i|we) (?:must|have to|need to) (?:decline|refuse)\b"
        r"|\b(?:against|violates?) (?:my|our) (?:policy|policies|guidelines|programming|"
        r"principles)\b"
        r"|\bas an ai(?: language model| assistant| model)?,? i (?:cannot|can't|do not|don't)\b"
    ),
    "German": (
        rf"\b(?:(?:ich|wir) {_DE_CAN}|{_DE_CAN} (?:ich|wir))\b{_CLAUSE}\b(?:nicht|keine?n?)\b"
        rf"{_CLAUSE}\b{_DE_VERBS}\b"
        r"|\b(?:ich|wir) (?:bin|sind) (?:leider )?nicht (?:in der lage|befugt|berechtigt)\b"
        r"|\b(?:ich|wir) (?:muss|müssen)\b[^.;:!?]{0,40}?\bablehnen\b"
        r"|\bverstößt gegen (?:meine|unsere) (?:richtlinien|grundsätze|regeln)\b"
    ),
    "French": (
        r"\b(?:je ne (?:peux|puis|pourrai|saurais)|nous ne pouvons) (?:\w+ )?pas "
        r"(?:(?:vous|te|y|le|la|les|en) |t'|l'|m'){0,2}(?:aider|assister|répondre|fournir|créer|"
        r"générer|produire|écrire|rédiger|partager|discuter|participer|donner|satisfaire|"
        r"faire cela|accéder à)"
        r"|\bje ne suis pas (?:en mesure|autorisée?) (?:de|à|d')"
        r"|\b(?:je dois|nous devons) (?:refuser|décliner)\b"
        r"|\b(?:contraire à|enfreint|viole) (?:mes|nos) (?:principes|directives|règles)\b"
    ),
    "Spanish": (
        r"\bno (?:puedo|podemos|podré|podría|me es posible|soy capaz de|"
        r"estoy autorizad[oa] (?:a|para)) "
        r"(?:(?:te|le|les|lo|la|os) )?(?:ayudar|asistir|responder|proporcionar|cumplir|crear|"
        r"generar|producir|escribir|compartir|hablar|participar|ofrecer|dar|brindar|facilitar|"
        r"hacer eso|continuar con)"
        r"|\b(?:debo|tengo que|debemos) (?:rechazar|declinar|negarme)"
        r"|\bva en contra de (?:mis|nuestras) (?:políticas|normas|principios|directrices)\b"
    ),
    "Italian": (
        r"\bnon (?:posso|possiamo|potrò|sono in grado di|mi è possibile|sono autorizzat[oa] a) "
        r"(?:aiutar|assister|risponder|fornir|crear|generar|produrr|scriver|condivider|discuter|"
        r"partecipar|soddisfar|offrir|dare|darti|darle|farlo)"
        r"|\b(?:devo|dobbiamo) (?:rifiutar|declinar)"
        r"|\bva contro (?:i miei principi|le mie (?:linee guida|politiche|regole))"
    ),
    "Portuguese": (
        r"\bnão (?:posso|podemos|consigo|poderei|me é possível|sou capaz de|estou autorizad[oa] a) "
        r"(?:(?:te|lhe|o|a) )?(?:ajudar|auxiliar|responder|fornecer|cumprir|criar|gerar|produzir|"
        r"escrever|compartilhar|partilhar|discutir|participar|oferecer|dar|atender|fazer isso)"
        r"|\b(?:devo|tenho que|tenho de|preciso) recusar"
        r"|\bvai contra (?:as )?minhas (?:políticas|diretrizes|regras)\b"
    ),
    "Dutch": (
        rf"\b(?:(?:ik|we|wij) (?:kan|kunnen|mag|mogen|zal|zullen)|(?:kan|mag|kunnen|mogen) "
        rf"(?:ik|we|wij))\b{_CLAUSE}\b(?:niet|geen)\b{_CLAUSE}\b{_NL_VERBS}\b"
        r"|\b(?:ik ben|we zijn|wij zijn) niet (?:in staat|bevoegd)\b"
        r"|\b(?:ik moet|we moeten|wij moeten)\b[^.;:!?]{0,40}?\b(?:weigeren|afwijzen)\b"
        r"|\btegen mijn (?:beleid|richtlijnen|principes|regels)\b"
    ),
    "Swedish": (
        r"\b(?:jag|vi) (?:kan|får) (?:\w+ )?inte (?:\w+ )?(?:hjälpa|bistå|svara|ge|tillhandahålla|"
        r"skapa|generera|skriva|dela|diskutera|göra det)\b"
        r"|\b(?:jag|vi) måste (?:\w+ )?(?:avböja|neka|vägra|tacka nej)\b"
        r"|\bstrider mot mina (?:riktlinjer|regler|principer)\b"
    ),
    "Polish": (
        r"\bnie (?:mogę|możemy|jestem w stanie|wolno mi) (?:(?:\w+ ){0,3})(?:pomóc|pomagać|"
        r"udzielić|odpowiedzieć|odpowiadać|dostarczyć|podać|stworzyć|wygenerować|napisać|udostępnić|"
        r"uczestniczyć|spełnić|tego zrobić)"
        r"|\b(?:muszę|musimy) (?:\w+ )?odmówić"
        r"|\bniezgodne z moimi (?:zasadami|wytycznymi)"
    ),
    "Czech": (
        r"\b(?:nemohu|nemůžu|nemůžeme|nejsem schopen|nejsem schopna) (?:(?:\w+ ){0,3})(?:pomoci|"
        r"pomoct|poskytnout|odpovědět|vyhovět|vytvořit|napsat|sdílet|splnit|udělat)"
        r"|\b(?:musím|musíme) (?:\w+ )?odmítnout"
    ),
    "Russian": (
        r"\bне (?:могу|можем|смогу|в состоянии|имею права) (?:(?:\w+ ){0,3})(?:помочь|помогать|"
        r"ответить|отвечать|предоставить|предоставлять|создать|создавать|сгенерировать|написать|"
        r"поделиться|обсуждать|участвовать|выполнить|выполнять|дать|давать|этого сделать|"
        r"сделать это)"
        r"|\bвынужден[аы]? (?:\w+ )?отказать"
        r"|\bпротиворечит моим (?:правилам|принципам|инструкциям)"
    ),
    "Ukrainian": (
        r"\bне (?:можу|можемо|зможу|в змозі) (?:(?:\w+ ){0,3})(?:допомогти|допомагати|відповісти|"
        r"надати|надавати|створити|написати|поділитися|обговорювати|виконати|цього зробити)"
        r"|\b(?:мушу|змушен(?:ий|а)) (?:\w+ )?відмов"
    ),
    "Turkish": (
        r"(?:yardımcı olam|yardım edem|yerine getirem|yanıt verem|cevap verem|yanıtlayam|"
        r"cevaplayam|sağlayam|paylaşam|oluşturam|üretem|bunu yapam)(?:am|em|ıyor|iyor|aya|eye)"
        r"|reddetmek zorunda|reddetmeliyim"
    ),
    "Arabic": (
        r"لا (?:استطيع|يمكنني|يمكننا|نستطيع) (?:ان )?(?:\w+ )?(?:اساعد|مساعد|المساعد|تقديم|اقدم|"
        r"الاجاب|اجيب|توفير|انشاء|كتاب|مشارك|المشارك|تلبي|تنفيذ|القيام)"
        r"|(?:يجب (?:علي )?ان|علي ان) ارفض"
        r"|اعتذر عن عدم (?:قدرتي|تمكني|امكاني)"
    ),
    "Hindi": (
        r"(?:मदद|सहायता|प्रदान|पूरा|पूरी|साझा|चर्चा|तैयार) (?:\w+ )?नहीं कर सक"
        r"|(?:जवाब|उत्तर|जानकारी|सलाह) नहीं दे सक"
        r"|करने में असमर्थ"
        r"|(?:मना|इनकार|इंकार) करना (?:पड़|होगा)"
    ),
    "Indonesian": (
        r"\b(?:saya|kami) tidak (?:bisa|dapat|mampu) (?:\w+ )?(?:membantu|memberikan|menjawab|"
        r"menyediakan|memenuhi|membuat|menulis|membagikan|membahas|melakukan itu)\b"
        r"|\b(?:saya|kami) (?:harus|terpaksa) menolak\b"
    ),
    "Vietnamese": (
        r"\b(?:tôi|chúng tôi|mình|em) không thể (?:\w+ )?(?:giúp|hỗ trợ|cung cấp|trả lời|đáp ứng|"
        r"thực hiện yêu cầu|tạo|viết|chia sẻ|thảo luận)"
        r"|\b(?:tôi|chúng tôi|mình|em) (?:phải|xin phép|xin) từ chối"
    ),
    "Chinese": (
        rf"我(?:们|們)?[^,.!?。]{{0,6}}{_ZH_NOT}{_ZH_WHAT}"
        rf"|(?:抱歉|对不起|對不起|很遗憾|很遺憾)[,、 ]{{0,2}}(?:但|不过|不過)?{_ZH_NOT}{_ZH_WHAT}"
        r"|我(?:们|們)?(?:必须|必須|不得不|只能)(?:拒绝|拒絕)"
        r"|(?:违反|違反)了?我的"
    ),
    "Japanese": (
        r"(?:お手伝い|お答え|回答|ご?協力|お応え|ご?提供|ご?支援|サポート|作成|生成|ご?共有|お教え)"
        r"(?:は|を)?(?:する)?(?:こと)?(?:は|が)?(?:でき(?:ません|ない|かね)|(?:いた)?しかね)"
        r"|お力に(?:は)?なれ(?:ません|ない)"
        r"|お断り(?:し|いたし|させ)"
    ),
    "Korean": (
        r"(?:도와 ?드릴|도울|답변(?:해|을|을 해)? ?드릴|답변할|답할|대답할|"
        r"제공(?:해 ?)?드릴|제공할|응할|협조할|지원할|"
        r"작성(?:해 ?)?드릴|작성할|생성할|공유할) ?수(?:는|가)? ?없"
        r"|거절(?:해야|할 수밖에)"
    ),
}
"""A pattern over folded text, by the name of its language."""


def refuses(text: str) -> str:
    """The language of the usual phrase of a refusal that a text holds, or `""`."""
    shown = folded(text)
    found = _pattern().search(shown)
    return "" if found is None else list(PHRASES)[(found.lastindex or 1) - 1]


def folded(text: str) -> str:
    """A text as the patterns read it: one case, one kind of quote and space, no vowel points."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    # Turkish folds its capital i into an i and a dot; Arabic is written with hamza or without.
    plain = re.sub("[\u0307\u064b-\u0652\u0640]", "", plain)
    return " ".join(re.sub("[أإآ]", "ا", plain).split())


@cache
def _pattern() -> re.Pattern[str]:
    """Every language is one group, so that the group that matched names it."""
    groups = [f"({unicodedata.normalize('NFKC', one)})" for one in PHRASES.values()]
    return re.compile("|".join(groups))
