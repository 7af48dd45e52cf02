"""Names by Presidio, where it and a language model are installed."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from rowgate.errors import UsageError
from rowgate.redaction.detectors import presidio
from rowgate.redaction.detectors.presidio import PIECE, PresidioRedactor, pieces

MODELS = ("en_core_web_sm", "en_core_web_md", "en_core_web_lg", "en_core_web_trf")


def installed_model() -> str:
    pytest.importorskip("presidio_analyzer", reason="presidio is not installed (rowgate[presidio])")
    spacy = pytest.importorskip("spacy", reason="spaCy is not installed")
    model = next((each for each in MODELS if spacy.util.is_package(each)), None)
    if model is None:
        pytest.skip(f"no English spaCy model is installed: one of {', '.join(MODELS)}")
    return model


def test_a_model_finds_a_persons_name():
    redactor = PresidioRedactor(installed_model())
    redactor.prepare()
    text = "Yesterday Margaret Thatcher spoke to her doctor."
    found = [(each.type, text[each.start : each.end]) for each in redactor.find(text)]
    assert ("person", "Margaret Thatcher") in found


def test_names_are_for_a_reviewer_not_for_the_gate():
    assert list(PresidioRedactor("any").confident("Margaret Thatcher")) == []


def test_without_presidio_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "presidio_analyzer", None)
    with pytest.raises(UsageError, match="presidio is not installed"):
        PresidioRedactor("en_core_web_sm").prepare()


def test_a_model_that_is_not_there_is_not_downloaded(monkeypatch):
    fakes = {
        "presidio_analyzer": SimpleNamespace(AnalyzerEngine=None),
        "presidio_analyzer.nlp_engine": SimpleNamespace(NlpEngineProvider=None),
        "spacy": SimpleNamespace(),
        "spacy.util": SimpleNamespace(is_package=lambda _name: False),
    }
    for name, fake in fakes.items():
        monkeypatch.setitem(__import__("sys").modules, name, fake)
    with pytest.raises(UsageError, match="model en_no_such is not installed"):
        PresidioRedactor("en_no_such").prepare()


def test_long_texts_are_read_in_pieces_and_offsets_are_of_the_whole(monkeypatch):
    class Engine:
        def analyze(self, text, **_):
            at = text.find("Ada")
            return [SimpleNamespace(start=at, end=at + 3, entity_type="PERSON", score=0.9)] * (
                at >= 0
            )

    monkeypatch.setattr(presidio, "_engine", lambda *_: Engine())
    text = "word " * PIECE + "Ada"
    assert [text[each.start : each.end] for each in PresidioRedactor("any").find(text)] == ["Ada"]
    assert "".join(piece for _, piece in pieces(text)) == text
    assert max(len(piece) for _, piece in pieces(text)) <= PIECE
