#include "daemon/cli/probe_report.hpp"

#include "daemon/outputs/observation_json.hpp"
#include "daemon/outputs/signal_json.hpp"
#include "model/secrets.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iterator>
#include <optional>
#include <utility>

namespace hm::daemon::cli {

namespace {

using step = probes::dialogue::step;

// An attempt that failed says why behind the address: "127.0.0.1:80: connection refused".
bool is_failed_attempt(const told_step& s) {
    return s.what == step::connected && s.text.find(": ") != std::string::npos;
}

std::string_view word_of(const told_step& s) {
    if (is_failed_attempt(s)) return "not_connected";
    switch (s.what) {
        case step::resolved:
            return "resolved";
        case step::connected:
            return "connected";
        case step::secured:
            return "secured";
        case step::sent:
            return "sent";
        case step::received:
            return "received";
        case step::closed:
            return "closed";
        case step::remark:
            return "remark";
    }
    return {};
}

// Of its line, for people.
std::string_view opening_of(const told_step& s) {
    switch (s.what) {
        case step::resolved:
            return "resolved to ";
        case step::connected:
            return is_failed_attempt(s) ? "not connected to " : "connected to ";
        case step::secured:
            return "secured by ";
        default:
            return {};
    }
}

std::string milliseconds(model::duration d) {
    return fmt::format("{:.1f}ms", std::chrono::duration<double, std::milli>(d).count());
}

// What a condition came to in this run.
struct finding {
    model::state then;
    const model::condition& asked;
    bool is_asked = true;  // a failed run is asked only by `on_failure: conditions`
    model::condition_result result;
    std::string values;
};

std::vector<finding> findings_of(const probe_report& r) {
    std::vector<finding> all;
    const bool is_asked = !r.seen.failed() || r.spec.on_failure == model::failure_policy::conditions ||
                          r.seen.why == model::reason::body_mismatch;
    for (const auto& [condition, then] : {std::pair{&r.spec.unhealthy, model::state::unhealthy},
                                          std::pair{&r.spec.degraded, model::state::degraded}})
        if (*condition)
            all.push_back({then, **condition, is_asked, model::evaluate(**condition, r.seen),
                           model::with_values(**condition, r.seen)});
    return all;
}

// The lines of the text, each cleaned of secrets before it joins the others.
class page {
public:
    explicit page(const probe_report& r) : report_(r) {}

    std::string write() {
        head();
        for (const conversation& c : report_.said) dialogue(c);
        result();
        return std::move(text_);
    }

private:
    template <class... Args>
    void line(fmt::format_string<Args...> format, Args&&... args) {
        const std::string one = fmt::format(format, std::forward<Args>(args)...);
        text_ += model::without_secrets(one, report_.hidden) + "\n";
    }

    void fact(std::string_view name, std::string_view value) { line("  {:<11} {}", name, value); }

    void head() {
        const auto* http = std::get_if<model::http_spec>(&report_.spec.probe);
        line("{}: {} {}{}, timeout {}", report_.signal, model::kind_of(report_.spec.probe),
             http == nullptr ? "" : http->method + " ", shown_target(report_.spec.probe),
             model::format_duration(report_.spec.when.timeout));
    }

    // --- the dialogue

    void dialogue(const conversation& c) {
        if (c.steps.empty() && c.with.empty()) return;
        text_ += "\n";
        if (!c.with.empty()) line("with {}", c.with);
        for (const told_step& s : c.steps) tell(s);
        if (c.steps_left_out != 0) line("{:>10}  {} more steps are not shown", "", c.steps_left_out);
    }

    void tell(const told_step& s) {
        const std::string at = milliseconds(s.at);
        if (s.what == step::sent || s.what == step::received) return tell_bytes(s, at);
        if (s.what == step::closed)
            text_ += fmt::format("{:>10}  closed by the peer\n", at);
        else
            text_ += fmt::format("{:>10}  {}{}\n", at, opening_of(s), s.text);
    }

    // Cleaned already, and before it was cut and escaped.
    void tell_bytes(const told_step& s, std::string_view at) {
        const char mark = s.what == step::sent ? '>' : '<';
        std::string_view rest = s.text;
        while (!rest.empty()) {
            const std::size_t end = rest.find('\n');
            std::string_view one = rest.substr(0, end);
            if (end != std::string_view::npos && one.ends_with('\r')) one.remove_suffix(1);
            text_ +=
                fmt::format("{:>10}  {}{}{}\n", std::exchange(at, {}), mark, one.empty() ? "" : " ", one);
            rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
        }
        if (s.left_out != 0)
            text_ +=
                fmt::format("{:>10}  {} ({} of {} bytes are not shown)\n", at, mark, s.left_out, s.bytes);
        if (s.until != s.at) text_ += fmt::format("{:>10}  (the last of it)\n", milliseconds(s.until));
    }

    // --- the result

    void result() {
        const model::observation& seen = report_.seen;
        text_ += "\n";
        line("{}: {}, after {}", model::to_string(seen.judged), model::to_string(seen.why),
             milliseconds(seen.latency));
        if (!seen.detail.empty()) fact("detail", seen.detail);
        if (seen.status != 0) fact("status", std::to_string(seen.status));
        if (!seen.peer.empty()) fact("peer", seen.peer);
        if (const std::string where = phases(); !where.empty()) fact("phases", where);
        if (seen.tls) tls(*seen.tls);
        addresses();
        conditions();
    }

    std::string phases() const {
        std::string all;
        const auto one = [&all](std::string_view name, const std::optional<model::duration>& d) {
            if (d) all += fmt::format("{}{} {}", all.empty() ? "" : ", ", name, milliseconds(*d));
        };
        const model::phases& p = report_.seen.phase;
        one("resolve", p.resolve);
        one("connect", p.connect);
        one("tls", p.tls);
        one("first byte", p.first_byte);
        one("transfer", p.transfer);
        return all;
    }

    std::string until(model::wall_time end) const {
        return model::format_time(end) + " (" + time_left(end, report_.seen.at) + ")";
    }

    void tls(const model::tls_facts& facts) {
        std::string how = facts.version.empty() ? "no complete handshake" : facts.version;
        if (!facts.cipher.empty()) how += ", " + facts.cipher;
        if (!facts.alpn.empty()) how += ", " + facts.alpn;
        if (facts.resumed) how += ", resumed";
        fact("tls", how);
        if (facts.expires) fact("expires", until(*facts.expires));
        for (const model::certificate_facts& c : facts.chain) certificate(c);
        if (facts.client_expires) fact("own", "our own certificate expires " + until(*facts.client_expires));
    }

    void certificate(const model::certificate_facts& c) {
        fact("certificate", c.subject.empty() ? "(without a subject)" : c.subject);
        line("    issued by {}", c.issuer);
        if (!c.names.empty()) line("    for {}", fmt::join(c.names, ", "));
        line("    not before {}, not after {}", model::format_time(c.not_before), until(c.not_after));
        line("    sha256 {}", c.sha256);
    }

    void addresses() {
        for (const model::address_result& a : report_.seen.addresses)
            fact("address", fmt::format("{}: {}, after {}{}{}", a.address, model::to_string(a.why),
                                        milliseconds(a.latency), a.detail.empty() ? "" : ": ", a.detail));
    }

    void conditions() {
        for (const finding& f : findings_of(report_)) {
            const std::string_view came = !f.is_asked              ? "not asked of a failed run"
                                          : f.result.field_missing ? "the answer lacks a field"
                                          : f.result.holds         ? "holds"
                                                                   : "does not hold";
            fact(model::to_string(f.then), fmt::format("{}: {}", came, f.values));
        }
    }

    const probe_report& report_;
    std::string text_;
};

// --- JSON

void write_step(json_writer& w, const told_step& s, std::string_view with) {
    const auto o = w.object();
    w.key("at_ms").milliseconds(s.at);
    if (s.until != s.at) w.key("until_ms").milliseconds(s.until);
    if (!with.empty()) w.key("with").text(with);
    w.key("step").text(word_of(s));
    if (s.what != step::closed) w.key("text").text(s.text);
    if (s.what == step::sent || s.what == step::received)
        w.key("bytes").integer(static_cast<std::int64_t>(s.bytes));
    if (s.left_out != 0) w.key("bytes_left_out").integer(static_cast<std::int64_t>(s.left_out));
}

void write_dialogue(json_writer& w, const std::vector<conversation>& said) {
    std::size_t left_out = 0;
    {
        const auto list = w.key("dialogue").array();
        for (const conversation& c : said) {
            for (const told_step& s : c.steps) write_step(w, s, c.with);
            left_out += c.steps_left_out;
        }
    }
    w.key("steps_left_out").integer(static_cast<std::int64_t>(left_out));
}

void write_findings(json_writer& w, const probe_report& r) {
    const auto list = w.key("findings").array();
    for (const finding& f : findings_of(r)) {
        const auto o = w.object();
        w.key("state").text(model::to_string(f.then));
        w.key("asked").boolean(f.is_asked);
        w.key("holds").boolean(f.is_asked && f.result.holds);
        w.key("field_missing").boolean(f.result.field_missing);
        w.key("values").text(model::without_secrets(f.values, r.hidden));
    }
}

}  // namespace

std::string time_left(model::wall_time until, model::wall_time now) {
    using std::chrono::floor;
    const auto left = until < now ? now - until : until - now;
    const auto days = floor<std::chrono::days>(left).count();
    const auto hours = floor<std::chrono::hours>(left).count();
    const auto minutes = floor<std::chrono::minutes>(left).count();
    const auto [count, unit] = days > 0    ? std::pair{static_cast<std::int64_t>(days), "day"}
                               : hours > 0 ? std::pair{static_cast<std::int64_t>(hours), "hour"}
                                           : std::pair{static_cast<std::int64_t>(minutes), "minute"};
    const std::string text = fmt::format("{} {}{}", count, unit, count == 1 ? "" : "s");
    return until < now ? text + " ago" : "in " + text;
}

std::string to_text(const probe_report& r) {
    return page{r}.write();
}

std::string to_json(const probe_report& r) {
    json_writer w;
    {
        const auto document = w.object();
        w.key("signal").text(r.signal);
        w.key("state").text(model::to_string(r.seen.judged));
        write_spec(w, r.spec);
        write_dialogue(w, r.said);
        write_observation(w.key("observation"), r.seen, r.hidden);
        if (r.seen.tls) write_tls(w.key("tls"), *r.seen.tls, r.hidden);
        write_findings(w, r);
    }
    return w.take() + "\n";
}

}  // namespace hm::daemon::cli
