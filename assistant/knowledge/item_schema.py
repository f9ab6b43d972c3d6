"""The JSON Schema of an item file, for completion and red underlines in editors.

``python -m assistant.knowledge.item_schema`` prints it; ``knowledge/item.schema.json`` is that text.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from assistant.knowledge.schema import Circumstance, Item

Json = dict[str, Any]


def item_schema() -> Json:
    """What an editor should accept: the item's schema plus the short ways of writing of :mod:`expand`."""
    schema: Json = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Item.model_json_schema()}
    parts: Json = schema["$defs"]
    parts["Circumstance"] = _circumstance(parts["Circumstance"])
    parts["SharedOption"] = {**parts["Option"], "required": ["id"]}
    examples = schema["properties"]["examples"]
    examples["additionalProperties"] = {
        "anyOf": [{"type": "string", "title": "一行一句"}, examples["additionalProperties"]]
    }
    return schema


def _circumstance(full: Json) -> Json:
    """A circumstance written out, or one that is shared and may leave out all but its id."""
    shared_option = {"anyOf": [{"$ref": "#/$defs/SharedOption"}, {"type": "string"}]}
    properties = {**full["properties"], "shared": {"title": "共用", "type": ["boolean", "string"]}}
    properties["options"] = {"title": "选项", "type": "array", "minItems": 2}
    return {
        **{key: value for key, value in full.items() if key != "required"},
        "properties": properties,
        "if": {"required": ["shared"]},
        "then": {"required": ["id"], "properties": {"options": {"items": shared_option}}},
        "else": {
            "required": [name for name, field in Circumstance.model_fields.items() if field.is_required()],
            "properties": {"options": {"items": {"$ref": "#/$defs/Option"}}},
        },
    }


def text() -> str:
    """The schema as the file says it."""
    return json.dumps(item_schema(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
