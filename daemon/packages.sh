# Debian packages: which the two commands need, and how they get them. Sourced by daemon/run and test/run.

# What the daemon and the sample application are built with. catch2 belongs here: one build tree holds the tests too.
build_packages=(
    g++ cmake ninja-build ccache pkg-config
    libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev libc-ares-dev libcli11-dev libfmt-dev libre2-dev
    libspdlog-dev libsqlite3-dev libssl-dev libyaml-cpp-dev zlib1g-dev libhowardhinnant-date-dev tzdata catch2
    curl ca-certificates
)

# What the tests stand the daemon beside, and what reads our sources. Neither is needed to run the daemon.
test_packages=(
    python3 python3-aiosmtpd python3-cryptography python3-jsonschema python3-yaml git
    haproxy prometheus prometheus-alertmanager nginx dnsmasq-base gdnsd bind9-dnsutils redis-server chromium wrk
    iproute2 procps systemd dpkg-dev file libfaketime
    clang-16 libclang-rt-16-dev clang-format-16
)

# Who else probes, for `test/run bench` alone.
bench_packages=(prometheus-blackbox-exporter)

policy=/usr/sbin/policy-rc.d
kept_policy=/usr/sbin/policy-rc.d.kept-by-healthmodeld

# Prints those of the named packages that are not installed. One call: this is part of every start.
missing_packages() {
    local installed
    installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null) || true
    local name
    for name in "$@"; do
        grep -qxF "installed $name" <<<"$installed" || printf '%s\n' "$name"
    done
}

# Without this, installing haproxy or nginx would start them, and take ports on the user's machine.
forbid_service_starts() {
    # A policy that was kept and never put back: an installation before this one was killed.
    [[ -e $kept_policy || ! -e $policy ]] || as_root mv "$policy" "$kept_policy"
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
}

allow_service_starts() {
    if [[ -e $kept_policy ]]; then as_root mv "$kept_policy" "$policy"; else as_root rm -f "$policy"; fi
}

as_root() { if ((EUID == 0)); then "$@"; else sudo "$@"; fi; }

may_be_root() {
    ((EUID == 0)) && return
    command -v sudo >/dev/null && { [[ -t 0 ]] || sudo -n true 2>/dev/null; }
}

# Installs what is missing of the named packages. Returns 2, after saying what to do, when it may not.
# HM_NO_INSTALL=1 forbids it: then it only says what is missing.
install_packages() {
    local missing
    mapfile -t missing < <(missing_packages "$@")
    local failed=0
    ((${#missing[@]} == 0)) || install_these "${missing[@]}" || failed=2
    install_node || failed=2
    return "$failed"
}

# What bundles the dashboard, unless it is on the PATH, whoever brought it. Never in one line with other packages: NodeSource's
# nodejs holds npm and does not go together with Debian's, and then the whole line would fail.
install_node() {
    command -v node >/dev/null || install_these nodejs || return
    hash -r
    command -v npm >/dev/null || install_these npm
}

install_these() {
    local line=(apt-get install -y --no-install-recommends "$@")
    if [[ ${HM_NO_INSTALL:-} ]] || ! may_be_root; then
        printf 'Packages are missing. As root, run:\n\n    %s\n\n' "${line[*]}" >&2
        return 2
    fi
    printf 'installing %s\n' "$*" >&2
    # In a subshell, so that what it traps is undone with it: the policy goes back however the installation ends.
    (
        trap allow_service_starts EXIT
        trap 'exit 130' INT TERM
        forbid_service_starts
        quietly as_root apt-get update && quietly as_root env DEBIAN_FRONTEND=noninteractive "${line[@]}"
    ) || { printf 'The installation failed. By hand, as root:\n\n    %s\n\n' "${line[*]}" >&2; return 2; }
}

# Runs a command that says much: shown only when it fails.
quietly() {
    local said
    said=$("$@" </dev/null 2>&1) || { printf '%s\n' "$said" >&2; return 1; }
}
