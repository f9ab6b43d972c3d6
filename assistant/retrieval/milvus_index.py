"""The examples and names of a corpus as a Milvus collection: kept equal to the knowledge, asked in one query."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.errors import BadModel
from assistant.retrieval.postings import Floats

COLLECTION = "linban_phrases"
BATCH = 500
WAIT_SECONDS = 10.0
"""How long a server may take to be reached at the start."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Document:
    """One phrase: whose it is, its text, what is searched by words and by sounds, and its unit vector."""

    target: str
    text: str
    words: str
    sounds: str
    vector: Floats

    @property
    def key(self) -> str:
        """Hash of everything: a document that changes in any way is another document."""
        parts = "\0".join((self.target, self.text, self.words, self.sounds)).encode()
        return hashlib.sha256(parts + self.vector.tobytes()).hexdigest()[:32]

    def row(self) -> dict[str, Any]:
        """As Milvus takes it."""
        fields = {"target": self.target, "text": self.text, "words": self.words, "sounds": self.sounds}
        return {"id": self.key, **fields, "vector": self.vector}


class MilvusIndex:
    """A collection at ``url``: ``http://host:19530`` for a server, or the path of a ``.db`` file for Milvus Lite.

    Words are cut by Milvus' jieba analyser, sounds by its standard one; both are weighed by its BM25 function. Raises
    :class:`BadModel` when pymilvus is not installed or the server cannot be reached.
    """

    def __init__(self, url: str, dimensions: int) -> None:
        try:
            import pymilvus
        except ImportError as error:
            raise BadModel(
                "设置了 LINBAN_INDEX_URL，但没有安装 pymilvus。请运行 pip install 'linban[milvus]'。"
            ) from error
        self._milvus: Any = pymilvus
        self.name = f"{COLLECTION}_{dimensions}"
        try:
            self._client: Any = pymilvus.MilvusClient(url, timeout=WAIT_SECONDS)
            if not self._client.has_collection(self.name):
                self._create(dimensions)
            self._client.load_collection(self.name)
        except Exception as error:  # pymilvus lets gRPC's and its own errors through
            raise BadModel(f"连不上 Milvus（设置 LINBAN_INDEX_URL={url}）：{error}") from error

    def _create(self, dimensions: int) -> None:
        kind, function = self._milvus.DataType, self._milvus.FunctionType
        schema = self._client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("id", kind.VARCHAR, is_primary=True, max_length=32)
        schema.add_field("target", kind.VARCHAR, max_length=64)
        schema.add_field("text", kind.VARCHAR, max_length=6000)
        for field, cutter in (("words", {"tokenizer": "jieba"}), ("sounds", {"tokenizer": "standard"})):
            schema.add_field(field, kind.VARCHAR, max_length=24000, enable_analyzer=True, analyzer_params=cutter)
            schema.add_field(f"{field}_bm25", kind.SPARSE_FLOAT_VECTOR)
            schema.add_function(self._milvus.Function(field, function.BM25, [field], [f"{field}_bm25"]))
        schema.add_field("vector", kind.FLOAT_VECTOR, dim=dimensions)
        indexes = self._client.prepare_index_params()
        for field in ("words", "sounds"):
            indexes.add_index(f"{field}_bm25", index_type="SPARSE_INVERTED_INDEX", metric_type="BM25")
        indexes.add_index("vector", index_type="AUTOINDEX", metric_type="IP")
        self._client.create_collection(self.name, schema=schema, index_params=indexes)

    def update(self, documents: Sequence[Document]) -> tuple[int, int]:
        """Make the collection hold exactly these documents; returns how many were added and how many deleted.

        Additions come first: whoever searches meanwhile may find both, never neither.
        """
        wanted = {d.key: d for d in documents}
        there = self._keys()
        new = [wanted[key] for key in sorted(wanted.keys() - there)]
        gone = sorted(there - wanted.keys())
        for at in range(0, len(new), BATCH):
            self._client.upsert(self.name, [d.row() for d in new[at : at + BATCH]])
        for at in range(0, len(gone), BATCH):
            self._client.delete(self.name, ids=gone[at : at + BATCH])
        return len(new), len(gone)

    def _keys(self) -> set[str]:
        pages = self._client.query_iterator(self.name, batch_size=5000, filter="", output_fields=["id"])
        found: set[str] = set()
        while page := pages.next():
            found.update(row["id"] for row in page)
        pages.close()
        return found

    def search(self, words: str, sounds: str, vector: Floats, limit: int) -> list[tuple[str, str]]:
        """(target, text) of the documents nearest by words, sounds and meaning, ranked by reciprocal rank fusion.

        A server that fails gives none: the answer then rests on the signals that are in memory.
        """
        ask = self._milvus.AnnSearchRequest
        requests = [
            ask([asked], field, {}, limit=limit)
            for asked, field in ((words, "words_bm25"), (sounds, "sounds_bm25"), (vector, "vector"))
            if field == "vector" or asked
        ]
        try:
            ranker = self._milvus.RRFRanker()
            (hits,) = self._client.hybrid_search(
                self.name, requests, ranker, limit=limit, output_fields=["target", "text"]
            )
        except Exception as error:  # gRPC's errors are not pymilvus' own
            _log.warning("Milvus did not answer: %s", error)
            return []
        return [(hit["entity"]["target"], hit["entity"]["text"]) for hit in hits]

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()
