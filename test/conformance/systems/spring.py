"""Spring Boot's health: SimpleStatusAggregator, SimpleHttpCodeStatusMapper.

Statuses are any words, compared without case and punctuation; their order is the application's.
"""

from cases import param
from model import Model, Scale, given, needs

ORDER = ["DOWN", "OUT_OF_SERVICE", "UP", "UNKNOWN"]
CODES = {"DOWN": 503, "OUT_OF_SERVICE": 503}


def aggregator(params, children):
    """The first of the order that some child has. What is not in the order does not count."""
    order = [_uniform(status) for status in param(params, "order", ORDER)]
    scale = _scale(order, children)
    drop = {scale.name(status): "drop" for status in map(_status, children) if status not in order}
    node = {"unknown": "state", "empty": "unknown", "needs": needs(children, lambda _: {"map": drop})}
    return Model(scale, node, given(children, lambda child: scale.name(_status(child))),
                 said=lambda name: _spelled(name, children, params))


def composite(params, children):
    """One without members has no result, and its parent does not see it."""
    scale = _scale([_uniform(status) for status in ORDER], children)
    parent = {"unknown": "state", "empty": "unmapped", "needs": ["composite"]}
    composite = {"unknown": "state", "empty": "drop", "needs": needs(children)}
    return Model(scale, parent, given(children, lambda child: scale.name(_status(child))), {"composite": composite},
                 said=lambda name: None if name == "unmapped" else _spelled(name, children, params))


def http_code(params, children):
    """The status of one component as a code: 200 unless it is mapped."""
    mapping = param(params, "mapping")
    mapping = mapping if isinstance(mapping, dict) and mapping else CODES
    codes = {_uniform(status): code for status, code in mapping.items()}
    scale = _scale([_status(child) for child in children], children)
    node = {"unknown": "state", "needs": needs(children)}
    return Model(scale, node, given(children, lambda child: scale.name(_status(child))),
                 said=lambda name: codes.get(scale.word(name), 200))


def _scale(order, children):
    """The order, the other way round; before it, as states too, what is not in it. Classes go by the place alone."""
    others = [status for status in dict.fromkeys([*map(_status, children), "unknown"]) if status not in order]
    words = ["unmapped", *others, *reversed(order)]
    kinds = ["good", *["warn"] * (len(words) - 2), "bad"]
    return Scale(*((word, kind) for word, kind in zip(words, kinds)))


def _status(child):
    return _uniform(child["state"])


def _uniform(status):
    return "".join(c for c in status.lower() if c.isalnum())


def _spelled(name, children, params):
    """As the child has it whose status it is; else as Spring does."""
    known = [child["state"] for child in children] + ORDER + param(params, "order", [])
    return next((word for word in known if _uniform(word) == name), name)
