#include "daemon/cli/alerts.hpp"

#include "daemon/cli/commands.hpp"

#include <fmt/format.h>
#include <boost/json/parse.hpp>

#include <cstdio>

namespace hm::daemon::cli {

namespace {

namespace json = boost::json;

// "firing  page    cosmos-db@westeurope is unhealthy: …" or why nobody was told.
void print_alert(const json::object& a) {
    std::string words = text_of(a, "alert");
    if (const json::value* incident = a.if_contains("incident"); incident != nullptr) {
        const json::object& i = incident->as_object();
        words = text_of(i, "summary");
        if (const std::string reason = text_of(i, "reason"); !reason.empty()) words += ": " + reason;
    }
    if (const std::string by = text_of(a, "held_by"); !by.empty()) words += ", held back by " + by;
    if (const std::string by = text_of(a, "muted_by"); !by.empty()) words += ", muted by " + by;
    fmt::print("{:<8}{:<8}{}  {}\n", text_of(a, "phase"), text_of(a, "severity"), text_of(a, "since"), words);
}

// Of those that cannot be reached, or have not been told all yet.
void print_destination(const json::object& d) {
    const std::string trouble = text_of(d, "trouble");
    const auto waiting = d.at("waiting").to_number<std::int64_t>();
    if (trouble.empty() && waiting == 0) return;
    fmt::print(stderr, "healthmodeld: {} has {} notices waiting{}\n", text_of(d, "destination"), waiting,
               trouble.empty() ? "" : ": " + trouble);
}

bool is_calm(const json::object& o) {
    for (const json::value& a : o.at("alerts").as_array())
        if (text_of(a.as_object(), "phase") == "firing") return false;
    for (const json::value& d : o.at("destinations").as_array())
        if (!text_of(d.as_object(), "trouble").empty()) return false;
    return true;
}

}  // namespace

int list_alerts(const alerts_options& options) {
    const api_client client{options.access};
    if (!client.mistake().empty()) return complain(client.mistake(), exit_usage);
    const api_answer answer = client.ask("GET", "/api/v1/alerts");
    if (answer.status != 200) return report_refusal(options.access, answer);
    const json::value parsed = json::parse(answer.body);
    const json::object& o = parsed.as_object();
    const int code = is_calm(o) ? exit_ok : exit_failed;
    if (options.json) return fmt::print("{}\n", answer.body), code;
    for (const json::value& a : o.at("alerts").as_array()) print_alert(a.as_object());
    for (const json::value& d : o.at("destinations").as_array()) print_destination(d.as_object());
    return code;
}

int test_alerts(const alert_test_options& options) {
    const api_client client{options.access};
    if (!client.mistake().empty()) return complain(client.mistake(), exit_usage);
    const api_answer answer = client.ask("POST", "/api/v1/alerts/test/" + percent_encoded(options.sink));
    const bool is_report = answer.status == 200 || answer.status == 502;
    if (!is_report) return report_refusal(options.access, answer);
    if (options.json) {
        fmt::print("{}\n", answer.body);
    } else {
        const json::value parsed = json::parse(answer.body);
        for (const json::value& t : parsed.as_object().at("told").as_array()) {
            const std::string trouble = text_of(t.as_object(), "trouble");
            fmt::print("{}: {}\n", text_of(t.as_object(), "destination"), trouble.empty() ? "told" : trouble);
        }
    }
    return answer.status == 200 ? exit_ok : exit_failed;
}

}  // namespace hm::daemon::cli
