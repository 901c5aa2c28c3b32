"""The two schemas, a real validator for them, and a walk along a document and its schema at once."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import jsonschema
import yaml

import yaml_core

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "config" / "schema"
MODEL = json.loads((FOLDER / "model.schema.json").read_text())
SETTINGS = json.loads((FOLDER / "settings.schema.json").read_text())
SCHEMAS = (MODEL, SETTINGS)


def schema_for(file):
    return SETTINGS if file.name.endswith("settings.yaml") else MODEL


def validator(schema):
    return jsonschema.Draft202012Validator(schema)


def complaints(text, schema, loader=yaml_core.CoreLoader):
    """What the validator, or the YAML reader before it, has against a text."""
    try:
        document = yaml.load(text, Loader=loader)
    except yaml.YAMLError as error:
        return [f"no YAML: {error}"]
    return [f"{error.json_path}: {error.message}" for error in validator(schema).iter_errors(document)]


def parts(schema):
    """Every schema within a schema, itself among them."""
    yield schema
    for key, value in schema.items():
        if key in ("properties", "patternProperties", "$defs"):
            inner = list(value.values())
        elif key in ("anyOf", "oneOf", "allOf"):
            inner = value
        elif key in ("items", "additionalProperties", "propertyNames", "if", "then", "else"):
            inner = [value]
        else:
            inner = []
        for part in inner:
            if isinstance(part, dict):
                yield from parts(part)


@dataclass(frozen=True)
class Place:
    """A value in a document, and the schema that speaks of it: without references, of alternatives the one that fits."""
    path: tuple
    value: object
    schema: dict

    @property
    def has_fixed_keys(self):
        return isinstance(self.value, dict) and self.schema.get("additionalProperties") is False


def of_key(schema, key):
    """What a schema says of the value of a key."""
    patterns = schema.get("patternProperties", {})
    fitting = [part for pattern, part in patterns.items() if re.search(pattern, key)]
    return schema.get("properties", {}).get(key) or (fitting or [schema["additionalProperties"]])[0]


class Walk:
    def __init__(self, schema):
        self.root = schema

    def places(self, value, schema=None, path=()):
        schema = self.chosen(self.root if schema is None else schema, value)
        yield Place(path, value, schema)
        if isinstance(value, dict):
            for key, inner in value.items():
                yield from self.places(inner, of_key(schema, key), (*path, key))
        elif isinstance(value, list):
            for index, inner in enumerate(value):
                yield from self.places(inner, schema["items"], (*path, index))

    def chosen(self, schema, value):
        while True:
            if "$ref" in schema:
                schema = self.root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
            elif "anyOf" in schema:
                schema = next(part for part in schema["anyOf"] if self.fits(part, value))
            elif "if" in schema and "properties" not in schema:
                schema = schema["then" if self.fits(schema["if"], value) else "else"]
            else:
                return schema

    def fits(self, schema, value):
        return validator({**schema, "$defs": self.root.get("$defs", {})}).is_valid(value)

    def possible_keys(self, place):
        """The keys that the schema lets stand there."""
        keys = set(place.schema["properties"])
        rule = place.schema
        while "if" in rule:
            rule = rule.get("then" if self.fits(rule["if"], place.value) else "else", {})
            keys -= {key for key, part in rule.get("properties", {}).items() if part is False}
        return keys
