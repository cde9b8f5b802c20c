"""The parts that every object of Kubernetes has, as a schema of our own: packages leave them open or differ in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.manifests.values import Node

_TEXTS: Node = {"type": "object", "additionalProperties": {"type": "string"}}
_OWNER: Node = {
    "type": "object",
    "required": ["apiVersion", "kind", "name", "uid"],
    "properties": {
        "apiVersion": {"type": "string"},
        "kind": {"type": "string"},
        "name": {"type": "string"},
        "uid": {"type": "string"},
        "controller": {"type": "boolean"},
        "blockOwnerDeletion": {"type": "boolean"},
    },
    "additionalProperties": False,
}
METADATA: Node = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "generateName": {"type": "string"},
        "namespace": {"type": "string"},
        "labels": _TEXTS,
        "annotations": _TEXTS,
        "finalizers": {"type": "array", "items": {"type": "string"}},
        "ownerReferences": {"type": "array", "items": _OWNER},
    },
    "additionalProperties": False,
}
"""What a person writes of `metadata`; what the API server fills in (uid, resourceVersion …) has no place in a manifest."""


LABEL_SELECTOR: Node = {
    "type": "object",
    "properties": {
        "matchLabels": _TEXTS,
        "matchExpressions": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["key", "operator"],
                "properties": {
                    "key": {"type": "string"},
                    "operator": {"enum": ["In", "NotIn", "Exists", "DoesNotExist"]},
                    "values": {"type": "array", "items": {"type": "string"}},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}


def whole(schema: Node, api_version: str, kind: str) -> Node:
    """An object's schema with our own apiVersion, kind and metadata, closed, and without a status, which is the controller's."""
    inner = schema.get("properties")
    properties = {str(key): value for key, value in inner.items() if key != "status"} if isinstance(inner, dict) else {}
    required = schema.get("required")
    asked = [str(each) for each in required if each != "status"] if isinstance(required, list) else []
    return {
        **schema,
        "type": "object",
        "properties": {
            **properties,
            "apiVersion": {"const": api_version},
            "kind": {"const": kind},
            "metadata": METADATA,
        },
        "required": [*dict.fromkeys([*asked, "apiVersion", "kind", "metadata"])],
        "additionalProperties": False,
    }
