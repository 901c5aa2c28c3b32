"""YAML as editors read it: the core schema of YAML 1.2.

PyYAML knows YAML 1.1 only, in which `on` is a truth, `010` an eight, and `1:30` ninety. Keys stay as they are written,
because in JSON, which a JSON Schema is about, every key is a text.
"""

import re

import yaml


class CoreLoader(yaml.SafeLoader):
    yaml_implicit_resolvers = {}


def _resolve(tag, pattern, first):
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{pattern})$"), list(first))


_resolve("null", r"~|null|Null|NULL|", ["~", "n", "N", ""])
_resolve("bool", r"true|True|TRUE|false|False|FALSE", "tTfF")
_resolve("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789")
_resolve("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
         "-+.0123456789")


def _integer(loader, node):
    text = loader.construct_scalar(node)
    return int(text, 0) if text[:2] in ("0o", "0x") else int(text)


def _map(loader, node):
    loader.flatten_mapping = lambda _node: None  # no merge keys
    pairs = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise yaml.constructor.ConstructorError(None, None, "a key must be a text", key.start_mark)
        pairs[key.value] = loader.construct_object(value, deep=True)
    return pairs


CoreLoader.add_constructor("tag:yaml.org,2002:int", _integer)
CoreLoader.add_constructor("tag:yaml.org,2002:map", _map)


def load(text):
    """The one document of a text; raises yaml.YAMLError when it is no YAML, or has two."""
    return yaml.load(text, Loader=CoreLoader)
