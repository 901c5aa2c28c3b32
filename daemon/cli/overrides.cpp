#include "daemon/cli/overrides.hpp"

#include "daemon/cli/commands.hpp"

#include <fmt/format.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <cstdio>

namespace hm::daemon::cli {

namespace {

namespace json = boost::json;

std::string about(const json::object& o) {
    const std::string node = text_of(o, "node"), region = text_of(o, "region"), flow = text_of(o, "flow");
    if (!node.empty()) return node;
    return flow.empty() ? region : region + "/" + flow;
}

std::string body_of(const override_options& options) {
    json::object o;
    o["kind"] = json::string_view{to_string(options.kind)};
    if (model::steers_traffic(options.kind)) {
        const std::size_t slash = options.subject.find('/');
        o["region"] = options.subject.substr(0, slash);
        if (slash != std::string::npos) o["flow"] = options.subject.substr(slash + 1);
    } else {
        o["node"] = options.subject;
    }
    o["reason"] = options.reason;
    if (options.length) o["for"] = *options.length;
    if (options.until) o["until"] = *options.until;
    if (options.ticket) o["ticket"] = *options.ticket;
    if (options.rate) o["rate"] = *options.rate;
    if (!options.breaks.empty()) o["break"] = json::array(options.breaks.begin(), options.breaks.end());
    return json::serialize(o);
}

// 400 and 404 are about what was typed, all else about the daemon.
bool went_well(const api_answer& answer) {
    return answer.status == 200 || answer.status == 202;
}

void warn_if_not_durable(const api_answer& answer) {
    if (answer.status != 202) return;
    fmt::print(stderr,
               "healthmodeld: it acts, but is not on the daemon's disk yet: a restart would forget it "
               "(`healthmodeld overrides` says why)\n");
}

void print_override(const json::object& o) {
    std::string line = fmt::format("{}  {} {}, until {}, by {}: {}", text_of(o, "id"), text_of(o, "kind"),
                                   about(o), text_of(o, "until"), text_of(o, "author"), text_of(o, "reason"));
    if (const std::string ticket = text_of(o, "ticket"); !ticket.empty())
        line += fmt::format(" ({})", ticket);
    if (const json::value* ended = o.if_contains("ended"); ended != nullptr && ended->is_object()) {
        const json::object& e = ended->get_object();
        line += fmt::format("; {} {}", text_of(e, "how"), text_of(e, "at"));
        if (const std::string by = text_of(e, "by"); !by.empty()) line += " by " + by;
    }
    fmt::print("{}\n", line);
}

// What balancers are told now: the guard may have had a say.
void print_verdicts(const json::object& o) {
    const json::value* verdicts = o.if_contains("verdicts");
    if (verdicts == nullptr || !verdicts->is_array()) return;
    for (const json::value& v : verdicts->get_array()) {
        const json::object& one = v.as_object();
        const json::object& told = one.at("verdict").as_object();
        fmt::print("balancers are told: {} {} ({}, weight {} %)\n", about(one), text_of(told, "effective"),
                   text_of(told, "source"), told.at("weight_percent").to_number<int>());
    }
}

int print_outcome(const api_answer& answer, bool as_json) {
    if (as_json) {
        fmt::print("{}\n", answer.body);
    } else {
        const json::value v = json::parse(answer.body);
        print_override(v.as_object().at("override").as_object());
        print_verdicts(v.as_object());
    }
    warn_if_not_durable(answer);
    return exit_ok;
}

// By its id, or by what it is about when there is one such.
std::vector<std::string> ids_of(const json::array& in_force, std::string_view name) {
    std::vector<std::string> ids;
    for (const json::value& v : in_force)
        if (text_of(v.as_object(), "id") == name || about(v.as_object()) == name)
            ids.push_back(text_of(v.as_object(), "id"));
    return ids;
}

}  // namespace

int place_override(const override_options& options) {
    const api_client client{options.access};
    if (!client.mistake().empty()) return complain(client.mistake(), exit_usage);
    const api_answer answer = client.ask("POST", "/api/v1/overrides", body_of(options));
    if (!went_well(answer)) return report_refusal(options.access, answer);
    return print_outcome(answer, options.json);
}

int undo_override(const undo_options& options) {
    const api_client client{options.access};
    if (!client.mistake().empty()) return complain(client.mistake(), exit_usage);
    const api_answer list = client.ask("GET", "/api/v1/overrides");
    if (!went_well(list)) return report_refusal(options.access, list);
    const json::value parsed = json::parse(list.body);
    const json::array& in_force = parsed.as_object().at("overrides").as_array();
    const std::vector<std::string> ids = ids_of(in_force, options.name);
    if (ids.empty())
        return complain(
            fmt::format("no override in force is \"{0}\", or about it; `healthmodeld overrides` lists "
                        "those that are",
                        options.name),
            exit_usage);
    if (ids.size() > 1)
        return complain(fmt::format("{} overrides in force are about {}: name the one by its id: {}",
                                    ids.size(), options.name, fmt::join(ids, ", ")),
                        exit_usage);
    std::string target = "/api/v1/overrides/" + ids.front();
    if (!options.reason.empty()) target += "?reason=" + percent_encoded(options.reason);
    const api_answer answer = client.ask("DELETE", target);
    if (!went_well(answer)) return report_refusal(options.access, answer);
    return print_outcome(answer, options.json);
}

int list_overrides(const list_options& options) {
    const api_client client{options.access};
    if (!client.mistake().empty()) return complain(client.mistake(), exit_usage);
    const api_answer answer =
        client.ask("GET", options.all ? "/api/v1/overrides?all=true" : "/api/v1/overrides");
    if (!went_well(answer)) return report_refusal(options.access, answer);
    if (options.json) return fmt::print("{}\n", answer.body), exit_ok;
    const json::value parsed = json::parse(answer.body);
    const json::object& o = parsed.as_object();
    for (const json::value& v : o.at("overrides").as_array()) print_override(v.as_object());
    if (const json::value* store = o.if_contains("store"); store != nullptr && store->is_object())
        if (const std::string trouble = text_of(store->get_object(), "trouble"); !trouble.empty())
            fmt::print(stderr, "healthmodeld: the daemon cannot keep its overrides: {}\n", trouble);
    return exit_ok;
}

}  // namespace hm::daemon::cli
