"""Health as frameworks and platforms aggregate it: ASP.NET Core, MicroProfile, Consul, Argo CD, Kubernetes."""

from cases import has_flag, param
from model import Model, Scale, flagged, given, needs

# --- ASP.NET Core

ASPNET = Scale(("Healthy", "good"), ("exception", "unknown"), ("timeout", "unknown"), ("Degraded", "warn"),
               ("Unhealthy", "bad"))


def aspnet(params, children):
    """A check that threw or timed out is what was said for that; one that returns Unhealthy is."""
    failed = ASPNET.name(param(params, "failureStatus", "Unhealthy"))
    node = {"empty": "healthy", "needs": needs(children, lambda _: {"map": {"exception": failed, "timeout": failed}})}
    return Model(ASPNET, node, given(children, ASPNET.of), code=_aspnet_code)


def aspnet_http_code(params, children):
    model = aspnet(params, children)
    model.said = _aspnet_code
    return model


def _aspnet_code(name):
    return 503 if ASPNET.kinds[name] == "bad" else 200


# --- MicroProfile Health

MICROPROFILE = Scale(("UP", "good"), ("exception", "unknown"), ("DOWN", "bad"))


def microprofile(params, children):
    kind = param(params, "kind", "")
    node = {"empty": MICROPROFILE.name(_without_procedures(params, kind)),
            "needs": needs(children, lambda _: {"map": {"exception": "down"}})}
    return Model(MICROPROFILE, node, given(children, MICROPROFILE.of),
                 code=_microprofile_code)


def _microprofile_code(name):
    return {"good": 200, "bad": 503}.get(MICROPROFILE.kinds[name], 500)


def _without_procedures(params, kind):
    """DOWN while those that are expected are not installed yet; liveness, and who says so, is UP."""
    awaited = param(params, "procedures_expected", False) and not param(params, "installed", False)
    if kind in ("readiness", "startup") and awaited:
        return param(params, f"mp.health.default.{kind}.empty.response", "DOWN")
    return "UP"


# --- Consul

CONSUL = Scale(("passing", "good"), ("warning", "warn"), ("critical", "bad"), ("maintenance", "bad", "in-maintenance"),
               ("", "unknown", "unrecognized"))


def consul(params, children):
    """Maintenance is a state, and the worst but for a status that nobody knows."""
    edge = {"maintenance": "in-maintenance"}
    return Model(CONSUL, {"unknown": "state", "empty": "passing", "needs": needs(children, lambda _: {"map": edge})},
                 given(children, _consul_check))


def _consul_check(child):
    if has_flag(child, "maintenance", "node_maintenance", "service_maintenance"):
        return flagged("critical", maintenance=True)  # Consul registers maintenance as a check that is critical
    return child["state"] if child["state"] in CONSUL.names[:3] else "unrecognized"


# --- Argo CD

ARGO = Scale(("Healthy", "good"), ("Suspended", "warn"), ("Progressing", "warn"), ("Missing", "bad", "not-there"),
             ("Degraded", "bad"), ("Unknown", "unknown"))


def argo_worst(params, children):
    """`aggregateAs` shows one status and contributes another; a resource whose health is ignored contributes none."""
    return Model(ARGO, {"unknown": "state", "empty": "healthy", "needs": needs(children, _argo_edge)},
                 given(children, ARGO.of))


def argo_is_worse(params, children):
    """Whether the new status is the worse of the two, which the current one is, too, when they are equal."""
    current, new = param(params, "current"), param(params, "new")
    model = argo_worst({}, [{"state": current}, {"state": new}])
    model.said = lambda name: ARGO.word(name) != current
    return model


def _argo_edge(child):
    if has_flag(child, "ignore_healthcheck"):
        return {"map": ARGO.all_to("drop")}
    contributed = child.get("aggregateAs", {})
    return {"map": {ARGO.name(shown): ARGO.name(to) for shown, to in contributed.items()}}


# --- Kubernetes

KUBERNETES = Scale(("True", "good"), ("Unknown", "unknown"), ("False", "bad"))


def kubernetes_condition(params, children):
    """A condition that is absent is Unknown. One whose True is bad, like MemoryPressure, is turned round."""
    negative = {"true": "false", "false": "true"} if param(params, "polarity") == "negative" else {}
    edge = {"missing": "unknown", **negative}
    return Model(KUBERNETES, {"unknown": "state", "needs": needs(children, lambda _: {"map": edge})},
                 given(children, _condition))


def _condition(child):
    return flagged(KUBERNETES.name(child["state"] or "Unknown"), missing=has_flag(child, "missing"))
