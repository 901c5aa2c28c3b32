"""The texts that the schemas are held against."""

import re

import yaml_core
from schemas import MODEL, ROOT, SETTINGS, schema_for

EXAMPLES = ROOT / "config" / "examples"
ACCEPTED = ROOT / "test" / "schema" / "accepted"
BAD = ROOT / "test" / "bad-config"
LANGUAGE = ROOT / "config" / "README.md"


def good_texts():
    """(name, text, schema) of all that the reader takes: examples, the texts of the documentation, and all-of-it."""
    for folder in (EXAMPLES, ACCEPTED):
        for file in sorted(folder.rglob("*.yaml")):
            yield file.name, file.read_text(), schema_for(file)
    model, settings = re.findall(r"^```yaml\n(.*?)^```$", LANGUAGE.read_text(), re.MULTILINE | re.DOTALL)
    yield "README.md, model", model, MODEL
    yield "README.md, settings", settings, SETTINGS


def bad_files():
    return sorted(BAD.rglob("*.yaml"))


def all_of_it():
    """(document, schema) of the texts that together have every key."""
    for name, schema in (("all-of-it.yaml", MODEL), ("all-of-it.tests.yaml", MODEL), ("all-of-it.settings.yaml", SETTINGS)):
        yield yaml_core.load((ACCEPTED / name).read_text()), schema
