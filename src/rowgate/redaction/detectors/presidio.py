"""Names, places and organisations by Presidio with a language model of the user's choice.

Not a built-in: `rowgate[presidio]` installs it and `rowgate.yaml` configures it. It is
slow (0.04-0.14 MB/s) and quadratic in long texts, so a text is read in pieces.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rowgate.errors import UsageError
from rowgate.model import Finding
from rowgate.redaction.ungated import Ungated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PIECE = 4000
_WORDS = re.compile(r"[a-z0-9]+")


class PresidioRedactor(Ungated):
    """Types are Presidio's entities in lower case: `person`, `location`, `nrp` …

    `model` is the name of an installed spaCy model, `language` its two letters,
    `entities` what to look for (all where empty). Not in the commit hook, nor at any gate: a
    name in a text is for a reviewer.
    """

    name = "presidio"

    def __init__(
        self,
        model: str,
        *,
        language: str = "en",
        entities: Sequence[str] = ("PERSON", "LOCATION", "NRP"),
        least: float = 0.5,
    ) -> None:
        self._model = model
        self._language = language
        self._entities = list(entities)
        self._least = least
        self._engine: Any = None

    def find(self, text: str) -> Iterator[Finding]:
        engine = self._ready()
        for offset, piece in pieces(text):
            for each in engine.analyze(
                piece, language=self._language, entities=self._entities or None
            ):
                if each.score >= self._least:
                    type_ = "-".join(_WORDS.findall(each.entity_type.lower()))
                    yield Finding(offset + each.start, offset + each.end, type_)

    def prepare(self) -> None:
        """Loads the model, which may take longer than a text is given. Raises UsageError."""
        self._ready()

    def _ready(self) -> Any:
        if self._engine is None:
            self._engine = _engine(self._model, self._language)
        return self._engine


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """The text cut at line ends or spaces, with offsets: no piece is longer than `PIECE`."""
    start = 0
    while start < len(text):
        end = min(start + PIECE, len(text))
        if end < len(text):
            cut = max(text.rfind("\n", start, end), text.rfind(" ", start, end))
            end = cut + 1 if cut > start else end
        yield start, text[start:end]
        start = end


def _engine(model: str, language: str) -> Any:
    try:
        from presidio_analyzer import AnalyzerEngine
        from presidio_analyzer.nlp_engine import NlpEngineProvider
        from spacy.util import is_package
    except ImportError:
        missing = True
    else:
        missing = False
    if missing:
        raise UsageError("presidio is not installed", fix="pip install 'rowgate[presidio]'")
    # Presidio would download what is not there.
    if not is_package(model) and not Path(model).is_dir():
        raise UsageError(
            f"the spaCy model {model} is not installed", fix=f"python -m spacy download {model}"
        )
    provider = NlpEngineProvider(
        nlp_configuration={
            "nlp_engine_name": "spacy",
            "models": [{"lang_code": language, "model_name": model}],
        }
    )
    return AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=[language])
