#include "daemon/cli/check.hpp"

#include "config/expansion.hpp"
#include "config/load.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/cli/names_in_settings.hpp"
#include "daemon/outputs/json_writer.hpp"
#include "daemon/time_zones.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <iterator>

namespace hm::daemon::cli {

namespace {

using config::diagnostic;
using config::severity;

// How much a model declares.
struct extent {
    std::size_t regions = 0;
    std::size_t entities = 0;
    std::size_t flows = 0;
    std::size_t signals = 0;  // in all places
};

extent extent_of(const model::definition& d) {
    extent x{.regions = d.regions.size(), .entities = d.entities.size()};
    for (const model::entity& e : d.entities) {
        x.flows += e.kind == model::entity_kind::flow;
        for (const model::signal_definition& s : e.signals) x.signals += s.places.size();
    }
    return x;
}

std::string summary(const model::definition& d) {
    const extent x = extent_of(d);
    return fmt::format("{}: {} regions, {} entities ({} flows), {} signals\n", d.name, x.regions, x.entities,
                       x.flows, x.signals);
}

void write_model(json_writer& w, const model::definition& d) {
    const extent x = extent_of(d);
    const auto object = w.object();
    w.key("name").text(d.name);
    w.key("regions").integer(static_cast<std::int64_t>(x.regions));
    w.key("entities").integer(static_cast<std::int64_t>(x.entities));
    w.key("flows").integer(static_cast<std::int64_t>(x.flows));
    w.key("signals").integer(static_cast<std::int64_t>(x.signals));
}

// Of a diagnostic about a file as a whole both are null.
void write_place(json_writer& w, const std::string& file, int line, int column) {
    w.key("file").text(file);
    for (const auto& [key, number] : {std::pair{"line", line}, std::pair{"column", column}}) {
        w.key(key);
        if (line == 0)
            w.null();
        else
            w.integer(number);
    }
}

void write_diagnostic(json_writer& w, const diagnostic& d) {
    const auto object = w.object();
    write_place(w, d.file, d.line, d.column);
    w.key("severity").text(d.level == severity::error ? "error" : "warning");
    w.key("message").text(d.message);
    w.key("hint");
    if (d.hint.empty())
        w.null();
    else
        w.text(d.hint);
    w.key("related");
    const auto list = w.array();
    for (const config::related_place& r : d.related) {
        const auto related = w.object();
        write_place(w, r.file, r.line, r.column);
        w.key("message").text(r.message);
    }
}

}  // namespace

check_findings check_files(const check_options& options) {
    config::loaded_model model = config::load_model_files(options.models, here_and_now());
    check_findings findings{model.value.value_or(nullptr), std::move(model.diagnostics)};
    if (options.settings) {
        config::loaded_settings settings = config::load_settings_file(*options.settings);
        std::move(settings.diagnostics.begin(), settings.diagnostics.end(),
                  std::back_inserter(findings.diagnostics));
        if (findings.model && settings.value)
            for (std::string& line : unknown_names(*settings.value, *findings.model)) {
                diagnostic& d = findings.diagnostics.emplace_back();
                d.file = *options.settings;
                d.message = std::move(line);
            }
    }
    if (options.strict)
        for (diagnostic& d : findings.diagnostics) d.level = severity::error;
    return findings;
}

std::string to_json(const check_findings& findings) {
    const auto& all = findings.diagnostics;
    const auto errors =
        std::count_if(all.begin(), all.end(), [](const diagnostic& d) { return d.level == severity::error; });
    json_writer w;
    {
        const auto document = w.object();
        w.key("ok").boolean(findings.good());
        w.key("errors").integer(errors);
        w.key("warnings").integer(std::ssize(all) - errors);
        w.key("model");
        if (findings.model)
            write_model(w, *findings.model);
        else
            w.null();
        w.key("diagnostics");
        const auto list = w.array();
        for (const diagnostic& d : all) write_diagnostic(w, d);
    }
    return w.take() + "\n";
}

int check(const check_options& options) {
    const check_findings findings = check_files(options);
    if (options.json) {
        fmt::print("{}", to_json(findings));
    } else {
        fmt::print(stderr, "{}", config::render(findings.diagnostics));
        if (findings.good())
            fmt::print("{}", options.explain ? config::expansion(*findings.model) : summary(*findings.model));
    }
    return findings.good() ? exit_ok : exit_usage;
}

}  // namespace hm::daemon::cli
