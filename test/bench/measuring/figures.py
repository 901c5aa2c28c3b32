"""From what the rounds measured to one figure. Pure."""

import json
import math


def ratios(rounds, of, to, value):
    """What `value` of one prober's sample is to that of another's in the same round, for each round that has both."""
    return [value(r[of]) / value(r[to]) for r in rounds if of in r and to in r]


def spread(values):
    return f"{min(values):.3g} to {max(values):.3g}"


def result(name, value, unit, target=None, op="<="):
    """A figure as test/run reads it: one line of JSON."""
    asked = {} if target is None else {"target": target, "op": op}
    return json.dumps({"name": name, "value": float(f"{value:.4g}"), "unit": unit, **asked})


def buckets_between(before, after):
    """(upper bound, count) of each bucket of a histogram that Prometheus would read twice: what came in between.

    Both are bound → count of all that is at most the bound, the bounds as text, the last "+Inf".
    """
    within = sorted((float(bound), after[bound] - before.get(bound, 0)) for bound in after)
    return [(bound, count - lower) for (bound, count), (_, lower) in zip(within, [(0, 0), *within])]


def quantile(buckets, q):
    """As Prometheus has it: even within a bucket, and never beyond the last bound that is finite."""
    rest, lower = q * sum(count for _, count in buckets), 0.0
    for bound, count in buckets:
        if rest <= count and count > 0:
            return lower if math.isinf(bound) else lower + (bound - lower) * rest / count
        rest, lower = rest - count, bound
    return lower
