"""The daemon's OpenAPI document, and what an answer has that it does not describe."""

import copy

import jsonschema


def closed(schema, is_part=False):
    """Refuses members that are not described; `is_part`: of an allOf, which may not know all of them."""
    for key in ("properties", "$defs"):
        for name, inner in schema.get(key, {}).items():
            schema[key][name] = closed(inner)
    if "items" in schema:
        schema["items"] = closed(schema["items"])
    for key, part in (("allOf", True), ("oneOf", False)):
        if key in schema:
            schema[key] = [closed(inner, part) for inner in schema[key]]
    if not is_part and "additionalProperties" not in schema:
        schema["unevaluatedProperties"] = False
    return schema


class Contract:
    def __init__(self, document):
        self.document = document
        # What is meant by its name may be a part of something larger: it is closed where it is used.
        self.names = {name: closed(copy.deepcopy(s), is_part=True) for name, s in document["components"]["schemas"].items()}

    def operations(self):
        return [(verb, path, operation) for path, item in self.document["paths"].items() for verb, operation in item.items()]

    def response(self, path, verb, status):
        said = self.document["paths"][path][verb]["responses"][str(status)]
        if "$ref" in said:
            said = self.document["components"]["responses"][said["$ref"].rsplit("/", 1)[1]]
        return said

    def hold(self, path, verb, status, content_type, body):
        """Raises when the answer is not as described."""
        described = self.response(path, verb, status)["content"][content_type]["schema"]
        schema = closed(copy.deepcopy(described)) | {"components": {"schemas": self.names}}
        jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(body)
