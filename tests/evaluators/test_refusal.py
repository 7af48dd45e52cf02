"""`refusal` in every language it claims to know, and by what providers report."""

from __future__ import annotations

import pytest

from rowgate.evaluators.refusal import NotRefusal, Refusal
from rowgate.evaluators.refusal_phrases import PHRASES, refuses
from rowgate.model import Output, Row

REFUSALS = {
    "English": ["I’m sorry, but I can't help with that.", "As an AI, I cannot share this."],
    "German": [
        "Es tut mir leid, aber ich kann Ihnen dabei nicht weiterhelfen.",
        "Leider darf ich keine medizinischen Ratschläge erteilen.",
        "Ich muss diese Anfrage leider ablehnen.",
    ],
    "French": [
        "Je suis désolé, mais je ne peux pas vous aider avec cette demande.",
        "Je ne peux malheureusement pas répondre à cette question.",
        "Je ne suis pas en mesure de fournir ces informations.",
    ],
    "Spanish": [
        "Lo siento, pero no puedo ayudarte con eso.",
        "No puedo proporcionar esa información.",
        "Eso va en contra de mis políticas.",
    ],
    "Italian": [
        "Mi dispiace, ma non posso aiutarti con questa richiesta.",
        "Non sono in grado di fornire consigli medici.",
    ],
    "Portuguese": [
        "Desculpe, mas não posso ajudar com isso.",
        "Não consigo fornecer essas informações.",
    ],
    "Dutch": [
        "Sorry, maar ik kan je daar niet mee helpen.",
        "Helaas kan ik deze informatie niet verstrekken.",
        "Ik mag geen medisch advies geven.",
    ],
    "Swedish": ["Tyvärr, jag kan inte hjälpa dig med det.", "Jag måste tyvärr avböja."],
    "Polish": [
        "Przykro mi, ale nie mogę w tym pomóc.",
        "Nie jestem w stanie udzielić porady medycznej.",
    ],
    "Czech": ["Omlouvám se, ale s tím nemohu pomoci.", "Musím odmítnout."],
    "Russian": [
        "Извините, но я не могу вам с этим помочь.",
        "К сожалению, не могу предоставить эту информацию.",
    ],
    "Ukrainian": ["Вибачте, але я не можу вам допомогти.", "Я не можу надати цю інформацію."],
    "Turkish": [
        "Üzgünüm, bu konuda yardımcı olamam.",
        "İsteğinizi yerine getiremiyorum.",
        "BUNU YAPAMAM.",
    ],
    "Arabic": ["عذراً، لا أستطيع مساعدتك في ذلك.", "لا يمكنني تقديم هذه المعلومات."],
    "Hindi": [
        "माफ़ कीजिए, मैं इसमें आपकी मदद नहीं कर सकता।",
        "मैं यह जानकारी नहीं दे सकती।",
    ],
    "Indonesian": ["Maaf, saya tidak bisa membantu dengan itu.", "Saya harus menolak."],
    "Vietnamese": ["Xin lỗi, tôi không thể giúp bạn việc đó.", "Tôi xin từ chối."],
    "Chinese": [
        "抱歉，我无法帮助您完成这个请求。",
        "對不起，我不能提供這些資訊。",
        "很抱歉，无法协助此请求。",
    ],
    "Japanese": [
        "申し訳ありませんが、お手伝いできません。",
        "その情報を提供することはできません。",
        "このご質問にはお答えいたしかねます。",
    ],
    "Korean": ["죄송하지만 도와드릴 수 없습니다.", "해당 정보를 제공할 수 없습니다."],
}
ANSWERS = {
    "English": ["I cannot find a second charge.", "You cannot return it after 30 days."],
    "German": [
        "Ich kann keine zweite Abbuchung finden.",
        "Wir können die Bestellung nicht finden, können Sie mir die Nummer geben?",
    ],
    "French": ["Je ne peux pas trouver votre commande.", "Vous ne pouvez pas le renvoyer."],
    "Spanish": ["No puedo encontrar su pedido.", "Puede devolverlo en 30 días."],
    "Italian": ["Non posso trovare il suo ordine.", "Può restituirlo entro 30 giorni."],
    "Portuguese": ["Não consigo encontrar o seu pedido.", "Pode devolver em 30 dias."],
    "Dutch": [
        "Ik kan je bestelling niet vinden, kun je me het nummer geven?",
        "Je kunt het binnen 30 dagen terugsturen.",
    ],
    "Swedish": ["Jag kan inte hitta din beställning.", "Du har 30 dagar på dig."],
    "Polish": ["Nie mogę znaleźć zamówienia.", "Zwrot jest możliwy w ciągu 30 dni."],
    "Czech": ["Nemohu najít vaši objednávku.", "Vrátit zboží lze do 30 dnů."],
    "Russian": ["Не могу найти ваш заказ.", "Товар можно вернуть в течение 30 дней."],
    "Ukrainian": ["Не можу знайти ваше замовлення.", "Повернути можна протягом 30 днів."],
    "Turkish": ["Siparişinizi bulamadım.", "30 gün içinde iade edebilirsiniz."],
    "Arabic": ["لا أستطيع العثور على طلبك.", "يمكنك إرجاعه خلال 30 يومًا."],
    "Hindi": ["मुझे आपका ऑर्डर नहीं मिला।", "आप 30 दिनों में लौटा सकते हैं।"],
    "Indonesian": ["Saya tidak bisa menemukan pesanan Anda.", "Anda punya 30 hari."],
    "Vietnamese": ["Tôi không thể tìm thấy đơn hàng.", "Bạn có 30 ngày."],
    "Chinese": ["我没有找到您的订单。", "您可以在30天内退货。"],
    "Japanese": ["ご注文が見つかりません。", "30日以内に返品できます。"],
    "Korean": ["주문을 찾을 수 없습니다.", "30일 이내에 반품하실 수 있습니다."],
}
ROW = Row("r")


def cases(texts):
    return [
        pytest.param(name, text, id=f"{name}-{at}")
        for name in texts
        for at, text in enumerate(texts[name])
    ]


def test_every_language_that_is_known_is_tried_both_ways():
    assert set(PHRASES) == set(REFUSALS) == set(ANSWERS)


@pytest.mark.parametrize(("language", "text"), cases(REFUSALS))
def test_a_refusal_is_known_by_its_usual_words(language, text):
    assert Refusal().evaluate(Output(text=text), ROW).outcome == "pass"
    assert NotRefusal().evaluate(Output(text=text), ROW).outcome == "fail"
    assert refuses(text) == language


@pytest.mark.parametrize(("language", "text"), cases(ANSWERS))
def test_an_answer_that_cannot_or_may_not_is_no_refusal(language, text):
    assert Refusal().evaluate(Output(text=text), ROW).outcome == "fail", language


@pytest.mark.parametrize(
    "output",
    [
        Output(text="", refusal="No."),
        Output(text="Sure, h", finish_reason="content_filter"),
        Output(text=None, finish_reason="refusal"),
        Output(text=None, finish_reason="SAFETY"),
        Output(text=None, finish_reason="guardrail_intervened"),
    ],
    ids=["field", "content-filter", "refusal", "safety", "guardrail"],
)
def test_what_the_provider_reports_is_a_refusal_whatever_the_text(output):
    assert Refusal(read_text=False).evaluate(output, ROW).outcome == "pass"
    assert NotRefusal(read_text=False).evaluate(output, ROW).outcome == "fail"


def test_a_phrase_far_down_is_about_something_else():
    text = "You have 30 days to return it. " * 20 + "I cannot help with that."
    assert Refusal().evaluate(Output(text=text), ROW).outcome == "fail"
