"""The sample application of a scenario: stamps that can be broken, and their users."""

import json

from support.case import EXAMPLE, PEERS_BIN
from support.network import free_address
from support.web import ask

CONTROL_PORT, FRONT_END_PORT = 9200, 9201
PORTS = range(CONTROL_PORT, CONTROL_PORT + 10)
EXAMPLE_ADDRESSES = {"westeurope": "127.0.1.1", "northeurope": "127.0.2.1"}
EXAMPLE_SHARED = "127.0.3.1"
START_LIMIT_S = 10


class _Controlled:
    """Services of one process, which can be broken."""

    def start_with(self, arguments, name):
        self.process = self.scenario.start([PEERS_BIN / "contoso-stamp", "--address", self.address, *arguments], name)

    def control(self, method, path, body=None):
        answer = ask(method, f"http://{self.address}:{CONTROL_PORT}{path}", body)
        assert answer.status == 200, answer
        return answer.json()

    def break_service(self, service, **fault):
        self.control("PUT", f"/faults/{service}", fault)

    def mend(self):
        self.control("DELETE", "/faults")

    def requests(self):
        """Service → {"GET /items": how many since the start}."""
        return self.control("GET", "/requests")


class Shared(_Controlled):
    """What all regions share: the container registry and the third party. One per scenario, whoever asks first."""

    def __init__(self, scenario):
        self.scenario, self.address = scenario, free_address(PORTS)
        self.start_with(["--shared", "--window", "2s"], "stamp-shared")
        self.process.wait_for_output("shared: ", START_LIMIT_S)

    @classmethod
    def of(cls, scenario):
        if not hasattr(scenario, "shared_services"):
            scenario.shared_services = cls(scenario)
        return scenario.shared_services


class Stamp(_Controlled):
    """One region. Its window is short, so that what was measured before a recovery is soon forgotten."""

    def __init__(self, scenario, region, window="2s", options=()):
        self.scenario, self.region, self.window, self.options = scenario, region, window, options
        self.address = free_address(PORTS)
        self.shared = Shared.of(scenario)
        self.start()

    def start(self):
        self.start_with(["--region", self.region, "--window", self.window, "--shared-at", self.shared.address, *self.options],
                        f"stamp-{self.region}")
        self.process.wait_for_output(f"{self.region}: front end", START_LIMIT_S)

    @property
    def front_end(self):
        return f"http://{self.address}:{FRONT_END_PORT}"


class Load:
    """Users who ask steadily, and write down how they fared."""

    def __init__(self, scenario, *targets, rate=30, timeout="3s"):
        self.report_file = scenario.directory / "load-report.json"
        targets = [word for target in targets for word in ("--target", target)]
        self.process = scenario.start(
            [PEERS_BIN / "contoso-load", *targets, "--rate", str(rate), "--timeout", timeout, "--report", self.report_file],
            "contoso-load")

    def report(self):
        """Ends the users. Their report."""
        code = self.process.stop()
        assert code == 0, f"contoso-load ended with {code}: {self.process.output()}"
        return json.loads(self.report_file.read_text())


def example_model(stamps, **replaced):
    """The example model on these stamps; `replaced` are lines of its defaults, like every="2s"."""
    text = EXAMPLE.read_text().replace(EXAMPLE_SHARED, stamps[0].shared.address)
    for stamp in stamps:
        text = _replace(text, f"host: {EXAMPLE_ADDRESSES[stamp.region]}", f"host: {stamp.address}")
    defaults, mark, rest = text.partition("\nflows:")
    for key, value in replaced.items():
        lines = defaults.splitlines()
        at = [i for i, line in enumerate(lines) if line.strip().startswith(f"{key}:")]
        assert len(at) == 1, f"the example's defaults have {len(at)} lines with {key}:"
        indent = len(lines[at[0]]) - len(lines[at[0]].lstrip())
        lines[at[0]] = " " * indent + f"{key}: {value}" + ("," if "," in lines[at[0]].split("#")[0] else "")
        defaults = "\n".join(lines)
    return defaults + mark + rest


def _replace(text, old, new):
    assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in the example"
    return text.replace(old, new)
