"""The model that the daemon probes by: regions, flows over components, signals. Pure.

Two regions with a network of targets each; a flow needs ten components, a component has 50 signals in each region.
"""

REGIONS = 2
SIGNALS_EACH = 50
COMPONENTS_EACH = 10
ADDRESSES, PORTS = 50, 10  # of each network

HEAD = """\
model: bench
defaults: {{ signal: {{ every: {every}, timeout: {timeout} }} }}
regions:
{regions}flows:
{flows}components:
"""
SIGNAL = """\
      s{s}:
        http: {{ url: "http://${{region.net}}.{address}:{port}/{c}/{s}"{more} }}
        degraded: latency > {degraded}
        unhealthy: latency > {unhealthy}
"""


def text(signals, networks, first_port, every_ms, timeout_ms, more=""):
    """`signals` is a multiple of 1000; networks are "127.20.1", the targets' addresses .1 to .50 in it. `more` goes into each `http:`."""
    components = signals // REGIONS // SIGNALS_EACH
    parts = [HEAD.format(
        every=f"{every_ms}ms", timeout=f"{timeout_ms}ms",
        regions="".join(f"  r{r}: {{ vars: {{ net: {net} }} }}\n" for r, net in enumerate(networks)),
        flows="".join(f"  f{f}: {{ needs: [{_needs(f)}] }}\n" for f in range(components // COMPONENTS_EACH)))]
    for c in range(components):
        parts.append(f"  c{c}:\n    signals:\n")
        for s in range(SIGNALS_EACH):
            address, port = target_at(c * SIGNALS_EACH + s)
            parts.append(SIGNAL.format(
                s=s, c=c, address=address, port=first_port + port, degraded=f"{timeout_ms * 8 // 10}ms",
                unhealthy=f"{timeout_ms * 9 // 10}ms", more=more))
    return "".join(parts)


def target_at(n):
    """(last byte of the address, number of the port) of a network's n-th target. Beyond 500 they come again."""
    return n // PORTS % ADDRESSES + 1, n % PORTS


def _needs(flow):
    return ", ".join(f"c{flow * COMPONENTS_EACH + n}" for n in range(COMPONENTS_EACH))
