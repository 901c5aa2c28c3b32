"""The suites of test/run. Each takes the report and its arguments, and says there what it did."""

import contextlib
from functools import partial
from pathlib import Path

import benches
import processes
import results
from builds import ROOT, Build
from lanes import side_by_side

UNITTEST = ["/usr/bin/python3", "-m", "unittest"]
TEST = ROOT / "test"

SCENARIO_LIMIT_S = 600
CONFORMANCE_LIMIT_S = 600
LINT_LIMIT_S = 600
BENCH_LIMIT_S = 1800
SOAK_SECONDS = 600
SHORT_SOAK_SECONDS = 60
FUZZ_SECONDS = 60
SHORT_FUZZ_SECONDS = 10

# Where fuzzers begin, beside test/fuzz/inputs/<name>.
MORE_INPUTS = {"model_fuzz": [ROOT / "config" / "examples", TEST / "bad-config"]}

# They mostly wait for clocks, more than a step that computes.
SCENARIOS_AT_ONCE = 3
# Scenarios that take the daemon's or the demo's own addresses: one after the other.
AT_DEFAULT_ADDRESSES = ("bad_start", "demo_story", "package")
# Scenarios that keep the machine busy, or measure how fast something is: nobody beside them.
ALONE = ("gdnsd", "hostile_clients", "hostile_targets", "prober_trouble", "self_suspicion")

SANITIZERS = {
    "asan": {"ASAN_OPTIONS": "detect_stack_use_after_return=1:strict_string_checks=1",
             "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1",
             "HM_HISTORIES": "500"},  # of simulations; each step costs many times as much
    "tsan": {"TSAN_OPTIONS": "halt_on_error=1:second_deadlock_stack=1"},
}


def whole(report):
    """Everything, in the short form: what CI runs."""
    release = Build("release", report)
    if release.build():
        unit_tests(report, release)
        run_conformance(report, release)
        with sanitizers_ahead(report):
            scenarios(report, release=release)
            soak(report, str(SHORT_SOAK_SECONDS), release)
            lints(report)
    else:
        lints(report)
    asan(report)
    short_fuzz(report)
    tsan(report)
    if release.bin.exists():
        run_benches(report, release, short=True)


@contextlib.contextmanager
def sanitizers_ahead(report):
    """Scenarios mostly wait for clocks: meanwhile the trees that take longest are built."""
    with contextlib.ExitStack() as under_way:
        for build, targets in ((Build("asan", report), asan_targets), (Build("tsan", report), tests_of_ours)):
            if build.configure():
                under_way.enter_context(build.building_ahead("healthmodeld", *targets(build)))
        yield


# --- unit

def unit(report, only=None, *catch2_args):
    if only != "lint":
        build = Build("release", report)
        if build.build():
            unit_tests(report, build, only, *catch2_args)
    if only in (None, "lint"):
        lints(report)


def unit_tests(report, build, only=None, *catch2_args):
    chosen = [t for t in build.ctests() if only in (None, t.name, t.name.removesuffix("_test"))]
    if not chosen:
        report.say(f"unit {only or ''}", f"there is no such test in {build.tree}")
    for test in chosen:
        run_ctest(report, build, test, catch2_args)


def run_ctest(report, build, test, catch2_args=()):
    counts_of = _counter_of(test)
    command = [*test.command, *(["--use-colour", "no", *catch2_args] if counts_of is results.of_catch2 else [])]
    environment = SANITIZERS.get(build.preset, {})
    limit_s = test.limit_s * (5 if environment else 1)
    outcome = processes.run(command, cwd=test.folder, limit_s=limit_s, env=environment)
    report.step(f"{build.preset}: {test.name}", counts_of(outcome), outcome)


def run_ctests(report, build, names):
    """Under a sanitizer, where each takes its time."""
    side_by_side([partial(run_ctest, report, build, test) for test in build.ctests() if test.name in names])


def _counter_of(test):
    if test.name.endswith("_test"):
        return results.of_catch2
    if "--test" in test.command:
        return results.of_node
    return results.of_unittest if "unittest" in test.command else results.of_program


def lints(report):
    for folder in ("lint", "runner", "conformance", "bench/measuring", "bench/probes", "bench/health"):
        outcome = processes.run([*UNITTEST, "discover", "-s", TEST / folder], cwd=ROOT, limit_s=LINT_LIMIT_S)
        report.step(f"{folder}", results.of_unittest(outcome), outcome)


# --- scenarios

def scenarios(report, *names, release=None):
    if release is None:
        release = Build("release", report)
        if not release.build():
            return
    if len(names) == 1:
        return run_scenario(report, release, names[0])
    together, alone = plan(names or _scenario_names())
    side_by_side([partial(_one_by_one, report, release, group) for group in together], SCENARIOS_AT_ONCE)
    _one_by_one(report, release, alone)


def plan(names):
    """Groups whose scenarios run one after the other, and which may run side by side; and those that run alone."""
    def is_of(some, name):
        return name.removeprefix("test_").split(".")[0] in some

    alone = [n for n in names if is_of(ALONE, n)]
    at_default = [n for n in names if is_of(AT_DEFAULT_ADDRESSES, n)]
    others = [[n] for n in names if n not in alone and n not in at_default]
    return ([at_default] if at_default else []) + others, alone


def _one_by_one(report, release, names):
    for name in names:
        run_scenario(report, release, name)


def _scenario_names():
    return sorted(file.stem for file in (TEST / "scenarios").glob("test_*.py"))


def run_scenario(report, build, name):
    name = name if name.startswith("test_") else f"test_{name}"
    environment = {"HM_BIN": str(build.bin), **SANITIZERS.get(build.preset, {})}
    outcome = processes.run([*UNITTEST, "-v", name], cwd=TEST / "scenarios", limit_s=SCENARIO_LIMIT_S, env=environment)
    report.step(f"{build.preset}: {name}", results.of_unittest(outcome), outcome)


# --- conformance

def conformance(report, *files):
    """Cases of other systems' rollups: ours, or those of other files of the same form."""
    build = Build("release", report)
    if build.build("healthmodeld"):
        run_conformance(report, build, *files, in_full=True)


def run_conformance(report, build, *files, in_full=False):
    command = ["/usr/bin/python3", TEST / "conformance" / "main.py", "--bin", build.bin]
    outcome = processes.run([*command, *(Path(f).resolve() for f in files)], cwd=ROOT, limit_s=CONFORMANCE_LIMIT_S)
    counts = results.of_conformance(outcome)
    if in_full and not counts.failed:
        print(outcome.output.rstrip(), flush=True)
    report.step(f"{build.preset}: conformance", counts, outcome)


# --- sanitizers

def tests_of_ours(build):
    return [t.name for t in build.ctests() if not t.name.startswith("contoso")]  # the sample application is not shipped


def asan_targets(build):
    return tests_of_ours(build) + fuzzer_names()


def asan(report):
    """Memory errors and undefined behaviour: all unit tests of ours, and the daemon among hostile peers."""
    build = Build("asan", report)
    if not build.configure():
        return
    names = asan_targets(build)
    if build.build("healthmodeld", *names):
        run_ctests(report, build, names)
        for name in ("hostile_targets", "hostile_clients"):
            run_scenario(report, build, name)


def tsan(report, *_args):
    """Races: the tests that start threads, and the daemon while it is reloaded and one of its threads stands still."""
    build = Build("tsan", report)
    if not build.configure():
        return
    names = tests_of_ours(build)
    if build.build("healthmodeld", *names):
        run_ctests(report, build, names)
        for name in ("reload", "service"):
            run_scenario(report, build, name)


# --- fuzz

def fuzzer_names():
    return sorted(file.stem for file in (TEST / "fuzz").glob("*_fuzz.cpp"))


def fuzz(report, *args):
    seconds = next((a for a in args if a.isdigit()), str(FUZZ_SECONDS))
    names = [a if a.endswith("_fuzz") else f"{a}_fuzz" for a in args if not a.isdigit()] or fuzzer_names()
    run_fuzzers(report, Build("fuzz", report), names, seconds)


def short_fuzz(report):
    """With what was built for the tests: slower than the fuzzers' own tree, and nothing is compiled for it."""
    run_fuzzers(report, Build("asan", report), fuzzer_names(), str(SHORT_FUZZ_SECONDS))


def run_fuzzers(report, build, names, seconds):
    if build.build(*names):
        side_by_side([partial(run_fuzzer, report, build, name, seconds) for name in names])


def run_fuzzer(report, build, name, seconds):
    """From the inputs in the tree, and those found before. What crashes it is left in crashes/ of the tree."""
    found, crashes = build.tree / "found" / name, build.tree / "crashes"
    inputs = [TEST / "fuzz" / "inputs" / name.removesuffix("_fuzz"), *MORE_INPUTS.get(name, [])]
    for folder in (found, crashes):
        folder.mkdir(parents=True, exist_ok=True)
    # The short form looks where it looked before: what it finds is this change's, not luck's. Longer runs look elsewhere.
    seed = ["-seed=1"] if int(seconds) <= SHORT_FUZZ_SECONDS else []
    command = [build.bin / name, *seed, f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048", "-max_len=65536",
               f"-artifact_prefix={crashes}/{name}-", found, *(i for i in inputs if i.exists())]
    outcome = processes.run(command, cwd=build.tree, limit_s=int(seconds) * 3 + 120)
    report.step(f"fuzz: {name}", results.of_program(outcome), outcome)


# --- bench

def bench(report, *words):
    build = Build("release", report)
    if build.build("benches", "healthmodeld"):
        run_benches(report, build, *words)


def run_benches(report, build, *words, short=False):
    """Words that name no bench are for those that are named: `probes saturated`."""
    names, words = benches.names(TEST / "bench"), [w.removesuffix("_bench") for w in words]
    chosen = [n for n in names if n in words] if words else names
    if not chosen:
        report.say("bench", f"there are {' '.join(names)}")
    more = ["--short"] if short else [w for w in words if w not in names]
    measured = []
    for name in chosen:
        program = benches.command(TEST / "bench", build.bin, name)
        outcome = processes.run(
            [*program, *more], cwd=ROOT, limit_s=BENCH_LIMIT_S, env={"HM_BIN": str(build.bin)}, errors_shown=True)
        figures, complaints = benches.read(outcome.output)
        measured += figures
        good = outcome.good and not complaints
        report.say(f"bench: {name}", f"{len(figures)} figures" if good else "DID NOT RUN TO ITS END", outcome.seconds)
        for line in [benches.line_of(f) for f in figures] + complaints + ([] if good else [outcome.output.rstrip()]):
            print(f"      {line}")
    benches.write(measured, ROOT / "build" / "bench" / "results.json")
    missed = sum(not figure["ok"] for figure in measured)
    report.say("bench", f"{len(measured)} figures, {missed} below what is asked")


# --- soak

def soak(report, seconds=str(SOAK_SECONDS), release=None):
    """The daemon for a long time, with faults flapping; what it measured is printed however it ended."""
    if release is None:
        release = Build("release", report)
        if not release.build():
            return
    environment = {"HM_BIN": str(release.bin), "HM_SOAK_S": seconds}
    outcome = processes.run([*UNITTEST, "test_soak"], cwd=TEST / "soak", limit_s=float(seconds) + SCENARIO_LIMIT_S, env=environment)
    counts = results.of_unittest(outcome)
    if not counts.failed:
        print("\n".join(line for line in outcome.output.splitlines() if line.startswith("  ")), flush=True)
    report.step("soak", counts, outcome)


SUITES = {"unit": unit, "scenarios": scenarios, "conformance": conformance, "bench": bench, "fuzz": fuzz, "soak": soak,
          "tsan": tsan}
