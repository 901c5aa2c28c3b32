#include "daemon/history/history_desk.hpp"
#include "daemon/outputs/exposition.hpp"
#include "daemon/outputs/metrics.hpp"
#include "daemon/override_desk.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace hm::daemon {

namespace {

double cpu_seconds() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

// 0 where /proc is not to be had.
double resident_bytes() {
    std::ifstream statm{"/proc/self/statm"};
    double size = 0, resident = 0;
    statm >> size >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double open_descriptors() {
    std::error_code ec;
    double n = 0;
    for (std::filesystem::directory_iterator it{"/proc/self/fd", ec}, end; !ec && it != end; it.increment(ec))
        ++n;
    return n > 0 ? n - 1 : 0;  // without the one that lists them
}

}  // namespace

namespace {

void add_history_metrics(std::string& to, const history_desk& past) {
    const history_health h = past.health();
    const auto gauge = [&](std::string_view name, std::string_view help, auto value) {
        family(to, metric_type::gauge, name, help).add(labels{}, value);
    };
    const auto counter = [&](std::string_view name, std::string_view help, std::uint64_t value) {
        family(to, metric_type::counter, name, help).add(labels{}, value);
    };
    gauge("healthmodel_history_usable", "1 while the past is kept on the disk.", h.usable ? 1 : 0);
    gauge("healthmodel_history_bytes", "Bytes of the history file that are in use.",
          static_cast<std::uint64_t>(h.bytes));
    gauge("healthmodel_history_max_bytes", "Above them the oldest goes.",
          static_cast<std::uint64_t>(past.bounds().max_bytes));
    gauge("healthmodel_history_waiting_rows", "Rows that are not on the disk yet.", h.waiting);
    if (h.last_write != model::wall_time{})
        gauge("healthmodel_history_last_success_timestamp_seconds",
              "When the history last did what it should.", seconds(h.last_write));
    counter("healthmodel_history_failures_total", "Tries to write or read that failed.", h.failures);
    counter(
        "healthmodel_history_pictures_merged_total",
        "Pictures that were not looked at one by one: what came and went in between is not in the history.",
        h.merged_pictures);
    counter("healthmodel_history_slices_lost_total",
            "Slices of objectives that were given up while nothing could be written.", h.slices_lost);
    family rows{to, metric_type::counter, "healthmodel_history_rows_total", "Rows that were written."};
    rows.add(labels{"kind", "transition"}, h.transitions);
    rows.add(labels{"kind", "verdict"}, h.verdicts);
    rows.add(labels{"kind", "latency"}, h.latencies);
    rows.add(labels{"kind", "slice"}, h.slices);
}

}  // namespace

void add_process_metrics(std::string& to, const output_context& context) {
    const daemon_facts& facts = context.facts;
    const auto gauge = [&](std::string_view name, std::string_view help, auto value,
                           const labels& l = labels{}) {
        family(to, metric_type::gauge, name, help).add(l, value);
    };
    gauge("healthmodel_build_info", "The version of the daemon.", 1, labels{"version", facts.version});
    gauge("healthmodel_config_last_reload_successful", "1 when the last load of the configuration went well.",
          facts.last_reload_successful ? 1 : 0);
    gauge("healthmodel_config_last_reload_success_timestamp_seconds",
          "When the configuration was last loaded successfully.", seconds(facts.last_successful_reload));
    if (context.core_heartbeat_age)
        gauge("healthmodel_core_heartbeat_age_seconds",
              "How long ago the evaluation last looked at its signals.",
              std::chrono::duration<double>(context.core_heartbeat_age()).count());
    if (const auto& s = context.state.snapshot) {
        gauge("healthmodel_ready", "1 once the first round of all signals is complete.",
              s->verdicts->ready ? 1 : 0);
        gauge("healthmodel_config_generation", "How many models were in use so far, with this one.",
              s->generation);
        gauge("healthmodel_self_suspicion",
              "1 while the daemon suspects itself of a mass failure, and holds its verdicts.",
              s->verdicts->self_suspicion.empty() ? 0 : 1);
    }

    if (const auto store = context.overrides ? context.overrides->store() : std::nullopt) {
        gauge("healthmodel_store_usable",
              "1 while overrides and verdicts are kept on the disk; 0: a restart would forget the last ones.",
              store->usable ? 1 : 0);
        gauge("healthmodel_store_waiting_records", "Records that are not on the disk yet.", store->waiting);
        if (store->last_write != model::wall_time{})
            gauge("healthmodel_store_last_success_timestamp_seconds",
                  "When the store last did what it should.", seconds(store->last_write));
        family(to, metric_type::counter, "healthmodel_store_failures_total",
               "Tries to write or read that failed.")
            .add(labels{}, store->failures);
        family(to, metric_type::counter, "healthmodel_store_audit_lost_total",
               "Lines of the audit trail that were given up while nothing could be written.")
            .add(labels{}, store->audit_lost);
    }

    if (context.history) add_history_metrics(to, *context.history);

    gauge("process_start_time_seconds", "When the process started.", seconds(facts.started));
    gauge("process_resident_memory_bytes", "Resident memory of the process.", resident_bytes());
    gauge("process_open_fds", "Open file descriptors of the process.", open_descriptors());
    family(to, metric_type::counter, "process_cpu_seconds_total", "CPU time of the process.")
        .add(labels{}, cpu_seconds());
}

}  // namespace hm::daemon
