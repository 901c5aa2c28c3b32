"""Maps, lists and scalars → YAML that people like to read: on one line what fits there."""

import json
import re

LINE = 118
_PLAIN = re.compile(r"[A-Za-z0-9]([A-Za-z0-9 ._%/-]*[A-Za-z0-9%])?$")


def text_of(value, indent=0, opened_by=""):
    """`opened_by`: what stands before the value in its line. Ends with a line break."""
    line = _flow(value)
    if not isinstance(value, (dict, list)) or not value or (indent and len(opened_by) + 1 + len(line) <= LINE):
        return f"{opened_by} {line}\n" if opened_by else f"{line}\n"
    pad = " " * indent
    body = ""
    if isinstance(value, dict):
        for key, inner in value.items():
            body += text_of(inner, indent + 2, f"{pad}{_flow(key)}:")
    else:
        for inner in value:
            body += _item(inner, indent)
    return f"{opened_by}\n{body}" if opened_by else body


def _item(value, indent):
    """A list's item; the first key of a map stands beside the dash."""
    pad = " " * indent
    if not isinstance(value, dict) or len(pad) + 2 + len(_flow(value)) <= LINE:
        return text_of(value, indent + 2, f"{pad}-")
    block = text_of(value, 0)  # broken up: at the margin everything but the empty is
    lines = block.splitlines()
    return f"{pad}- {lines[0]}\n" + "".join(f"{pad}  {line}\n" for line in lines[1:])


def _flow(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_flow(k)}: {_flow(v)}" for k, v in value.items()) + " }" if value else "{}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(v) for v in value) + "]"
    if isinstance(value, str) and not _PLAIN.match(value):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
