// http: { url, method, headers, body, expect: { status, body_contains }, redirects, body_limit }
#include "config/address.hpp"
#include "config/probe_kinds.hpp"

#include <algorithm>
#include <cctype>

namespace hm::config {

namespace {

using model::http_spec;
using model::status_range;

constexpr int first_status = 100, last_status = 599;

constexpr std::array<word<std::string_view>, 7> methods{{{"GET", "GET"},
                                                         {"HEAD", "HEAD"},
                                                         {"POST", "POST"},
                                                         {"PUT", "PUT"},
                                                         {"PATCH", "PATCH"},
                                                         {"DELETE", "DELETE"},
                                                         {"OPTIONS", "OPTIONS"}}};

// What the probe itself says about the message and the connection.
constexpr std::array<std::string_view, 3> own_headers{"content-length", "transfer-encoding", "connection"};

bool is_token_character(char c) {  // RFC 9110 §5.6.2
    constexpr std::string_view others = "!#$%&'*+-.^_`|~";
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || others.find(c) != std::string_view::npos;
}

std::string lower(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

void read_url(const node& n, substitution& here, http_spec& into, report& out) {
    std::optional<filled_text> filled = here.text(n, out);
    if (!filled) return;
    auto url = parse_http_url(filled->text);
    if (!url) return report_mistake(n, *filled, url.wrong, "URL", out);
    if (filled->is_secret()) {
        into.shown_url = filled->shown(filled->text.find('?'));
        here.hide_parts_of(*filled);
    }
    into.url = std::move(filled->text);
    into.to.host = std::move(url.value->authority.host);
    into.to.port = url.value->authority.port;
    into.path = std::move(url.value->target);
}

bool check_header_name(const member& m, report& out) {
    const bool is_token = !m.key.empty() && std::all_of(m.key.begin(), m.key.end(), is_token_character);
    if (!is_token) {
        out.error(m.key_at, fmt::format("{} is no header name", quoted(m.key)));
        return false;
    }
    if (std::find(own_headers.begin(), own_headers.end(), lower(m.key)) == own_headers.end()) return true;
    out.error(m.key_at, fmt::format("the header {} is set by the probe itself", quoted(m.key)));
    return false;
}

bool check_header_value(const member& m, const std::string& value, report& out) {
    const auto is_bad = [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
    };
    if (std::any_of(value.begin(), value.end(), is_bad)) {
        out.error(m.value.at, "a header cannot contain a line break or another control character");
        return false;
    }
    if (m.key.size() + value.size() <= max_header_bytes) return true;
    out.error(m.key_at, fmt::format("a header has at most {} bytes", max_header_bytes));
    return false;
}

void read_headers(const node& n, substitution& here, http_spec& into, report& out) {
    if (!expect_map(n, out)) return;
    if (n.members.size() > max_headers)
        return out.error(n.at, fmt::format("more than {} headers", max_headers));
    for (const member& m : n.members) {
        const auto same = [&](const auto& header) { return lower(header.first) == lower(m.key); };
        if (std::any_of(into.headers.begin(), into.headers.end(), same)) {
            out.error(m.key_at, fmt::format("the header {} stands here twice", quoted(m.key)),
                      "case does not matter");
            continue;
        }
        std::optional<filled_text> value = here.text(m.value, out);
        if (!value || !check_header_name(m, out) || !check_header_value(m, value->text, out)) continue;
        into.headers.emplace_back(m.key, std::move(value->text));
    }
}

// 200 or "300-399".
std::optional<status_range> read_status(const node& n, substitution& here, report& out) {
    const std::optional<std::string> text = here.shown_text(n, "an expected status", out);
    if (!text) return std::nullopt;
    const std::size_t dash = text->find('-');
    const auto first = parse_integer(std::string_view{*text}.substr(0, dash), first_status, last_status);
    const auto last = dash == std::string::npos ? first
                                                : parse_integer(std::string_view{*text}.substr(dash + 1),
                                                                first_status, last_status);
    if (first && last && *first.value <= *last.value)
        return status_range{static_cast<int>(*first.value), static_cast<int>(*last.value)};
    out.error(n.at, fmt::format("{} is no status", quoted(*text)),
              "write a number from 100 to 599 or a range such as 300-399");
    return std::nullopt;
}

void read_statuses(const node& n, substitution& here, model::http_expect& into, report& out) {
    into.status.clear();
    for (const node& item : one_or_more(n))
        if (const auto range = read_status(item, here, out)) into.status.push_back(*range);
    if (n.what == node::kind::sequence && n.items.empty())
        out.error(n.at, "at least one status must be expected");
}

void read_body_contains(const node& n, substitution& here, model::http_expect& into, report& out) {
    for (const node& item : one_or_more(n)) {
        std::optional<filled_text> filled = here.text(item, out);
        if (!filled) continue;
        if (filled->text.empty())
            out.error(item.at, "an empty text occurs in every body");
        else
            into.body.push_back({model::text_test::kind::contains, std::move(filled->text)});
    }
}

void read_expect(const member& m, substitution& here, model::http_expect& into, report& out) {
    if (!expect_map(m.value, out)) return;
    map_reader keys{m.value, m.key_at, out};
    if (const node* status = keys.optional("status")) read_statuses(*status, here, into, out);
    if (const node* body = keys.optional("body_contains")) read_body_contains(*body, here, into, out);
    keys.finish();
}

}  // namespace

std::optional<model::probe_spec> read_http(const member& m, substitution& here, report& out) {
    if (m.value.what == node::kind::scalar) {
        out.error(m.value.at, "expected `key: value` lines, found text",
                  fmt::format("write http: {{ url: {} }}", quoted(m.value.text)));
        return std::nullopt;
    }
    if (!expect_map(m.value, out)) return std::nullopt;
    map_reader keys{m.value, m.key_at, out};
    http_spec spec;
    if (const node* url = keys.required("url")) read_url(*url, here, spec, out);
    std::string_view method = methods.front().value;
    keys.read("method", method, as_word<std::string_view, methods.size()>, methods);
    spec.method = method;
    if (const node* headers = keys.optional("headers")) read_headers(*headers, here, spec, out);
    if (const node* body = keys.optional("body"))
        spec.body = here.text(*body, out).value_or(filled_text{}).text;
    if (const member* expect = keys.find("expect")) read_expect(*expect, here, spec.expect, out);
    std::int64_t redirects = 0;
    keys.read("redirects", redirects, as_integer, 0, max_redirects);
    spec.max_redirects = static_cast<int>(redirects);
    keys.read("body_limit", spec.body_limit, as_size, max_body_limit);
    keys.finish();
    if (spec.method == "HEAD" && !spec.expect.body.empty())
        out.error(m.key_at, "the answer to HEAD has no body that could contain anything", "use GET");
    return spec;
}

}  // namespace hm::config
