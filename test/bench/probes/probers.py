"""Who probes: the daemon and its peers, each doing the same work on a processor of its own.

All of them open a connection for each probe (but for the daemon's `reuse`), ask, read the answer and look at its status.
"""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from measuring import model
from measuring.place import MEASURED_CORE, OTHER_CORE, on
from measuring.targets import FIRST_PORT
from support.case import BIN
from support.haproxy import servers_of
from support.healthmodel import Daemon, series_of
from support.network import free_address
from support.waiting import wait_until
from support.web import get

START_LIMIT_S = 60
PAGE_LIMIT_S = 60  # a page of metrics of 100,000 signals


def nothing():
    return None


@dataclass
class Running:
    processes: list                                    # who is measured
    beside: list = field(default_factory=list)         # who works for it, and is not
    visit: Callable[[], None] = nothing                # what happens to it once in every window
    complaint: Callable[[], str | None] = nothing      # why its figure is not to be trusted


@dataclass(frozen=True)
class Prober:
    name: str
    per_second: float | None    # what it should reach; None: as fast as it goes
    start: Callable             # (place, targets) → Running, once it has probed everything


# --- the daemon

class Healthmodeld(Daemon):
    """Everything on, as it is shipped. Its metrics are read once in every window, more often than Prometheus would."""

    def __init__(self, place, targets, signals, every_ms, timeout_ms, more="", settings="", cores=(MEASURED_CORE,)):
        text = model.text(signals, targets.networks, FIRST_PORT, every_ms, timeout_ms, more)
        super().__init__(place, text, more_settings=settings, prefix=on(*cores))
        self.until_ready(START_LIMIT_S)
        self._before = self.results()

    def page(self):
        return get(f"{self.url}/metrics", timeout=PAGE_LIMIT_S).text

    def results(self):
        """How many runs ended with which reason."""
        results = Counter()
        for has, runs in series_of(self.page(), "healthmodel_probe_results_total"):
            results[has["reason"]] += int(runs)
        return results

    def complaint(self):
        since = self.results() - self._before
        good = since.pop("ok", 0)
        return f"of {good + since.total():,} runs failed {dict(since)}" if since else None


def healthmodeld(name, signals, every_ms, timeout_ms=None, per_second=None, **how):
    def start(place, targets):
        daemon = Healthmodeld(place, targets, signals, every_ms, timeout_ms or every_ms, **how)
        return Running([daemon.process], visit=daemon.page, complaint=daemon.complaint)

    return Prober(f"healthmodeld, {name}", per_second, start)


# --- a bare loop

def bare_epoll(name, at_once, per_second=None, targets_probed=10_000):
    def start(place, targets):
        lines = "".join(f"{address} {port} /\n" for address, port in targets.listed(targets_probed))
        pace = [] if per_second is None else [per_second]
        process = place.start(
            [*on(MEASURED_CORE), BIN / "bare_epoll", place.file("targets", lines), at_once, *pace], "bare_epoll")

        def complaint():
            process.stop()
            end = process.output().strip()
            return None if end.endswith(" 0 failed") else end

        return Running([process], complaint=complaint)

    return Prober(f"bare epoll, {name}", per_second, start)


# --- HAProxy

HAPROXY = """\
global
    nbthread 1
    maxconn 500
    stats socket {socket} mode 600 level admin
defaults
    mode http
    timeout connect 2s
    timeout client 2s
    timeout server 2s
    timeout check 2s
backend targets
    option httpchk GET /
    default-server inter {every_ms}ms fall 3 rise 2
{servers}
"""


def haproxy(name, count, every_ms, per_second=None):
    def start(place, targets):
        socket = place.directory / "haproxy.sock"
        servers = "".join(f"    server s{n} {address}:{port} check\n" for n, (address, port) in enumerate(targets.listed(count)))
        configuration = place.file("haproxy.cfg", HAPROXY.format(socket=socket, every_ms=every_ms, servers=servers))
        process = place.start([*on(MEASURED_CORE), "/usr/sbin/haproxy", "-db", "-f", configuration], "haproxy")

        def bad():
            # "* L7OK" while the next check is under way
            return [s["svname"] for s in servers_of(socket, "targets") if s["check_status"].lstrip("* ") != "L7OK"]

        wait_until(lambda: socket.exists() and not bad(), START_LIMIT_S, "HAProxy has checked every server")
        return Running([process], complaint=lambda: f"{len(bad())} servers are not well" if bad() else None)

    return Prober(f"HAProxy, {name}", per_second, start)


# --- blackbox_exporter, asked as cheaply as can be, and by Prometheus

BLACKBOX_PORT, PROMETHEUS_PORT = 9115, 9090

BLACKBOX = """\
modules:
  http_2xx: { prober: http, timeout: 2s, http: { preferred_ip_protocol: ip4, ip_protocol_fallback: false } }
"""
# wrk asks for the targets in turn, on connections that it keeps.
ASKS_FOR_EACH = """\
local targets = {{ {targets} }}
local next = 0
request = function()
  next = next % #targets + 1
  return wrk.format("GET", "/probe?module=http_2xx&target=http://" .. targets[next] .. "/")
end
"""
PROMETHEUS = """\
global: {{ scrape_interval: 1s, scrape_timeout: 1s }}
scrape_configs:
  - job_name: targets
    metrics_path: /probe
    params: {{ module: [http_2xx] }}
    static_configs: [ {{ targets: [{targets}] }} ]
    relabel_configs:
      - {{ source_labels: [__address__], target_label: __param_target }}
      - {{ source_labels: [__param_target], target_label: instance }}
      - {{ target_label: __address__, replacement: "{exporter}" }}
"""


def _blackbox(place):
    address = free_address((BLACKBOX_PORT, PROMETHEUS_PORT))
    process = place.start(
        [*on(MEASURED_CORE), "/usr/bin/prometheus-blackbox-exporter", f"--config.file={place.file('blackbox.yml', BLACKBOX)}",
         f"--web.listen-address={address}:{BLACKBOX_PORT}", "--log.level=error"], "blackbox")
    wait_until(lambda: get(f"http://{address}:{BLACKBOX_PORT}/-/healthy").status == 200, START_LIMIT_S, "blackbox_exporter answers")
    return process, address


def blackbox(targets_probed=1000):
    def start(place, targets):
        exporter, address = _blackbox(place)
        listed = ", ".join(f'"{target}:{port}"' for target, port in targets.listed(targets_probed))
        script = place.file("each.lua", ASKS_FOR_EACH.format(targets=listed))
        asks = place.start(
            [*on(OTHER_CORE), "/usr/bin/wrk", "--threads", 1, "--connections", 16, "--duration", "10m", "--script", script,
             f"http://{address}:{BLACKBOX_PORT}"], "wrk")
        return Running([exporter], beside=[asks])

    return Prober("blackbox_exporter", None, start)


def prometheus(targets_probed):
    """Both on one processor. Few enough targets that it suffices: overloaded, each would cost several times as much."""

    def start(place, targets):
        exporter, address = _blackbox(place)
        listed = ", ".join(f'"http://{target}:{port}/"' for target, port in targets.listed(targets_probed))
        configuration = place.file(
            "prometheus.yml", PROMETHEUS.format(targets=listed, exporter=f"{address}:{BLACKBOX_PORT}"))
        process = place.start(
            [*on(MEASURED_CORE), "/usr/bin/prometheus", f"--config.file={configuration}", f"--storage.tsdb.path={place.directory}/data",
             f"--web.listen-address={address}:{PROMETHEUS_PORT}", "--log.level=error"], "prometheus")
        url = f"http://{address}:{PROMETHEUS_PORT}"

        def good():
            result = get(f"{url}/api/v1/query?query=sum(probe_success)").json()["data"]["result"]
            return float(result[0]["value"][1]) if result else 0

        wait_until(lambda: get(f"{url}/-/ready").status == 200, START_LIMIT_S, "Prometheus is ready")
        wait_until(lambda: good() >= targets_probed, START_LIMIT_S, "Prometheus has probed every target")
        return Running(
            [exporter, process], complaint=lambda: None if good() >= targets_probed else f"{targets_probed - good():.0f} probes failed")

    return Prober("Prometheus + blackbox_exporter", targets_probed, start)


def knows(place, more="", settings=""):
    """Whether this daemon's languages have what these texts use."""
    checked = place.start(
        [BIN / "healthmodeld", "check", place.file("try.yaml", model.text(1000, ["127.0.0", "127.0.1"], FIRST_PORT, 1000, 1000, more)),
         "--settings", place.file("try-settings.yaml", settings)], "check")
    return checked.wait(START_LIMIT_S)[1] == os.EX_OK
