"""The OpenAPI document of the calls, made of the same declarations by which they are checked. Pure."""

from typing import Any

from .fields import CONTACTS, FIELDS, SEEN
from .reading import DEEPEST, LARGEST_BODY
from .states import REASONS, STAGES, STATES

JSON, PROBLEM = "application/json", "application/problem+json"
LARGEST_NUMBER = 2**63 - 1
NUMBER = {
    "type": "integer",
    "minimum": 1,
    "maximum": LARGEST_NUMBER,
    "description": "The lead's number here.",
    "examples": [17],
}
MOMENT = {"type": ["string", "null"], "format": "date-time"}
SAID = f"""A lead is recorded the moment it arrives, whoever it is from, and judged afterwards. Send each
once with your own number of it: sent again with the same content it is answered as before, and nothing is
written. A body is at most {LARGEST_BODY} bytes of UTF-8, nested at most {DEEPEST} levels. Errors are problem
documents (RFC 9457). Where your system names fields otherwise, ask the dealership to enter your names; then
those are sent."""


def document() -> dict[str, Any]:
    """OpenAPI 3.1: what may be called, and what is answered."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Leads over HTTP", "version": "1", "description": SAID},
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": {
            "/api/v1/leads": {"post": _post()},
            "/api/v1/leads/{number}": {"get": _get()},
            "/api/v1/openapi.json": {"get": _document()},
        },
        "webhooks": {"leadChanged": {"post": _webhook()}},
        "components": {
            "schemas": {
                "Lead": lead_schema(),
                "Answer": _answer(),
                "Progress": _progress(),
                "Event": _event(),
                "Problem": _problem(),
            },
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The token of your source.",
                }
            },
        },
    }


def lead_schema() -> dict[str, Any]:
    """What is posted: the required fields, and one by which they can be contacted."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [field.name for field in FIELDS if field.required],
        "properties": {field.name: field.schema() for field in FIELDS},
        "anyOf": [
            {"required": [name], "properties": {name: {"pattern": SEEN}}} for name in CONTACTS
        ],
    }


def _post() -> dict[str, Any]:
    body = {JSON: {"schema": {"$ref": "#/components/schemas/Lead"}}}
    return {
        "operationId": "sendLead",
        "summary": "Send a lead",
        "requestBody": {"required": True, "content": body},
        "responses": {
            "202": _json("Recorded; what became of it so far.", "Answer"),
            "200": _json(
                "Sent before with the same content: the answer of the first time.", "Answer"
            ),
            "400": _refused("It is not JSON in UTF-8."),
            "409": _refused("This source_id was sent before with other content."),
            "411": _refused("The length of the body is not said."),
            "413": _refused("The body is too large."),
            "415": _refused("It is no application/json in UTF-8."),
            "422": _refused("Some fields are wrong; nothing was recorded."),
            **_common(),
        },
    }


def _get() -> dict[str, Any]:
    number = {"name": "number", "in": "path", "required": True, "schema": NUMBER}
    return {
        "operationId": "readLead",
        "summary": "What became of a lead of yours",
        "parameters": [number],
        "responses": {
            "200": _json("How far it came.", "Progress"),
            "404": _refused("You sent no lead of this number."),
            **_common(),
        },
    }


def _document() -> dict[str, Any]:
    return {
        "operationId": "readDocument",
        "summary": "This document",
        "security": [],
        "responses": {
            "200": {
                "description": "The document.",
                "content": {JSON: {"schema": {"type": "object", "required": ["openapi"]}}},
            }
        },
    }


def _webhook() -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Event"}
    text = {"type": "string"}
    headers = {
        "webhook-id": "The event; drop what you have already.",
        "webhook-timestamp": "Seconds since 1970; refuse what is older than five minutes.",
        "webhook-signature": "v1,base64(HMAC-SHA256(secret, id.timestamp.body)), as Standard Webhooks have it.",
    }
    return {
        "operationId": "leadChanged",
        "summary": "A lead of yours came further",
        "description": "Sent to your address, at least once and in the order of each lead; answer 2xx.",
        "security": [],
        "parameters": [
            {"name": name, "in": "header", "required": True, "schema": text, "description": said}
            for name, said in headers.items()
        ],
        "requestBody": {"required": True, "content": {JSON: {"schema": schema}}},
        "responses": {"2XX": {"description": "Taken."}},
    }


def _common() -> dict[str, Any]:
    wait = {
        "Retry-After": {
            "description": "Seconds to wait.",
            "schema": {"type": "integer", "minimum": 1},
        }
    }
    scheme = {"WWW-Authenticate": {"description": "Bearer.", "schema": {"type": "string"}}}
    return {
        "401": _refused("No token, or one that opens nothing.") | {"headers": scheme},
        "429": _refused("Too many calls in this minute.") | {"headers": wait},
        "503": _refused("The database does not answer; nothing was recorded.") | {"headers": wait},
    }


def _json(said: str, name: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"description": said, "content": {JSON: {"schema": schema}}}


def _refused(said: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": said, "content": {PROBLEM: {"schema": schema}}}


def _answer() -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["number", "state"],
        "properties": {
            "number": NUMBER,
            "state": {
                "enum": [*STATES],
                "description": "known: a customer's owner has it; merged: joined to an earlier lead.",
            },
            "reason": {"enum": [*REASONS], "description": "Why it is set aside."},
            "into": NUMBER | {"description": "The lead that it joined."},
        },
    }


def _progress() -> dict[str, Any]:
    names = ("number", "state", "received_at", "assigned_at", "first_contact_at", "stage")
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [*names],
        "properties": {
            "number": NUMBER,
            "state": {"enum": [*STATES]},
            "received_at": {"type": "string", "format": "date-time"},
            "assigned_at": MOMENT,
            "first_contact_at": MOMENT,
            "stage": {"enum": [*STAGES]},
        },
    }


def _event() -> dict[str, Any]:
    progress = _progress()
    own = {
        "event_id": {"type": "string", "format": "uuid"},
        "source_id": {"type": "string", "description": "Your own number of the lead."},
    }
    return progress | {
        "required": [*own, *progress["required"]],
        "properties": own | progress["properties"],
    }


def _problem() -> dict[str, Any]:
    texts = {"type": "array", "items": {"type": "string"}, "minItems": 1}
    return {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "errors": {
                "type": "object",
                "additionalProperties": texts,
                "description": "What is wrong, by field.",
            },
        },
    }
