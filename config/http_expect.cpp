#include "config/http_expect.hpp"

#include "config/http_headers.hpp"
#include "config/json_expect.hpp"
#include "config/patterns.hpp"

namespace hm::config {

namespace {

using model::status_range;
using model::text_test;

constexpr int first_status = 100, last_status = 599;

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

// What a text must or must not contain or match: the same words for the body and for a header.
struct text_word {
    std::string_view of_header, of_body;
    text_test::kind what;
};
constexpr std::array<text_word, 4> text_words{
    {{"contains", "body_contains", text_test::kind::contains},
     {"not_contains", "body_not_contains", text_test::kind::not_contains},
     {"matches", "body_matches", text_test::kind::matches},
     {"not_matches", "body_not_matches", text_test::kind::not_matches}}};

std::optional<std::string> read_part(const node& n, substitution& here, report& out) {
    std::optional<filled_text> filled = here.text(n, out);
    if (!filled) return std::nullopt;
    if (!filled->text.empty()) return std::move(filled->text);
    out.error(n.at, "an empty text occurs in every text");
    return std::nullopt;
}

template <class Add>
void read_texts(const node& n, text_test::kind what, substitution& here, report& out, Add&& add) {
    const bool is_pattern = what == text_test::kind::matches || what == text_test::kind::not_matches;
    for (const node& item : one_or_more(n)) {
        std::optional<std::string> text =
            is_pattern ? read_pattern(item, here, out) : read_part(item, here, out);
        if (text) add(text_test{what, std::move(*text)});
    }
}

// Written for whoever reads it: `true` is the only value that says something else than its opposite does.
void read_existence(map_reader& keys, std::string_view word, std::string_view opposite, bool& into,
                    report& out) {
    const node* n = keys.optional(word);
    if (n == nullptr) return;
    const std::optional<bool> value = as_bool(*n, out);
    if (value && !*value)
        out.error(n->at, fmt::format("`{}` is true or is not written", word),
                  fmt::format("write {}: true", opposite));
    into = true;
}

std::vector<text_test> read_header_tests(const member& m, substitution& here, report& out) {
    std::vector<text_test> tests;
    if (m.value.what != node::kind::map) {
        if (auto value = here.text(m.value, out))
            tests.push_back({text_test::kind::equals, std::move(value->text)});
        return tests;
    }
    map_reader keys{m.value, m.key_at, out};
    bool present = false, absent = false;
    read_existence(keys, "present", "absent", present, out);
    read_existence(keys, "absent", "present", absent, out);
    if (present) tests.push_back({text_test::kind::present, {}});
    if (absent) tests.push_back({text_test::kind::absent, {}});
    for (const text_word& w : text_words)
        if (const node* texts = keys.optional(w.of_header))
            read_texts(*texts, w.what, here, out, [&](text_test t) { tests.push_back(std::move(t)); });
    keys.finish();
    if (m.value.members.empty())
        out.error(m.key_at, fmt::format("nothing is expected of the header {}", quoted(m.key)),
                  "write its value, or { present: true }, { contains: … }");
    if (absent && m.value.members.size() > 1)
        out.error(m.key_at, fmt::format("the header {} is to be absent, and has no value", quoted(m.key)));
    return tests;
}

void read_header_expectations(const node& n, substitution& here, model::http_expect& into, report& out) {
    if (!expect_map(n, out)) return;
    for (const member& m : n.members) {
        if (!is_header_name(m.key)) {
            out.error(m.key_at, fmt::format("{} is no header name", quoted(m.key)));
            continue;
        }
        for (text_test& test : read_header_tests(m, here, out))
            into.headers.push_back({m.key, std::move(test)});
    }
    if (into.headers.size() > max_text_tests)
        out.error(n.at, fmt::format("more than {} expectations of headers", max_text_tests));
}

void read_body(map_reader& keys, place at, substitution& here, model::http_expect& into, report& out) {
    for (const text_word& w : text_words)
        if (const node* texts = keys.optional(w.of_body))
            read_texts(*texts, w.what, here, out, [&](text_test t) { into.body.push_back(std::move(t)); });
    if (into.body.size() > max_text_tests)
        out.error(at, fmt::format("more than {} texts and patterns for the body", max_text_tests));
}

}  // namespace

void read_http_expect(const member& m, substitution& here, model::http_expect& into, report& out) {
    if (!expect_map(m.value, out)) return;
    map_reader keys{m.value, m.key_at, out};
    if (const node* status = keys.optional("status")) read_statuses(*status, here, into, out);
    if (const node* headers = keys.optional("headers")) read_header_expectations(*headers, here, into, out);
    read_body(keys, m.key_at, here, into, out);
    if (const node* json = keys.optional("json")) read_json_expectations(*json, here, into.json, out);
    keys.finish();
}

}  // namespace hm::config
