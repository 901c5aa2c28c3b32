#include "config/condition_fields.hpp"

#include "config/condition_literals.hpp"
#include "config/report.hpp"
#include "config/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace hm::config {

namespace {

constexpr std::array<std::string_view, 8> field_words{"latency", "status",  "failed",         "body",
                                                      "value",   cert_word, client_cert_word, "not"};
constexpr std::string_view fields_hint = "fields are latency, status, failed, body.x and cert.expires_in";

[[noreturn]] void fail_unknown_field(const token& t) {
    if (t.text == "and" || t.text == "or")
        fail(t, fmt::format("a condition is missing before {}", quoted(t.text)));
    for (std::string_view word : {cert_word, client_cert_word})
        if (const std::string_view first = word.substr(0, word.find('.'));
            t.text == first || t.text.starts_with(std::string{first} + "."))
            fail(t, fmt::format("unknown field {}", quoted(t.text)),
                 fmt::format("what is known of it is {}", word));
    if (looks_like_number(t.text))
        fail(t, fmt::format("expected a field, found {}", quoted(t.text)),
             "write the field first: latency > 150ms");
    std::string hint = did_you_mean(t.text, field_words);
    if (hint.empty()) hint = fields_hint;
    fail(t, fmt::format("unknown field {}", quoted(t.text)), std::move(hint));
}

body_path path_of(const token& t) {
    body_path path;
    std::string_view rest = t.text.substr(std::string_view{"body"}.size());
    while (rest.starts_with('.')) {
        rest.remove_prefix(1);
        const std::string_view key = rest.substr(0, rest.find('.'));
        path.emplace_back(key);
        rest.remove_prefix(key.size());
    }
    const bool empty_key = std::any_of(path.begin(), path.end(), [](const auto& key) { return key.empty(); });
    if (path.empty() || empty_key)
        fail(t, fmt::format("{} is no path into the body", quoted(t.text)), "write it like body.queue.depth");
    if (path.size() > max_body_path_keys)
        fail(t, fmt::format("a path into the body has at most {} keys", max_body_path_keys));
    return path;
}

std::uint16_t index_of(body_path path, std::vector<body_path>& paths, const token& t) {
    const auto known = std::find(paths.begin(), paths.end(), path);
    const auto index = static_cast<std::uint16_t>(known - paths.begin());
    if (known != paths.end()) return index;
    if (paths.size() == max_body_paths)
        fail(t, fmt::format("a signal looks at most at {} fields of the body", max_body_paths));
    paths.push_back(std::move(path));
    return index;
}

}  // namespace

void read_field(const token& t, model::condition::node& into, std::vector<body_path>& paths) {
    if (t.what == token::kind::end) fail(t, "a condition is missing here");
    if (t.what != token::kind::word)
        fail(t, fmt::format("expected a field, found {}", quoted(t.text)),
             "a comparison begins with latency, status or body.x");
    if (t.text == "latency") {
        into.what = model::field::latency;
    } else if (t.text == "status") {
        into.what = model::field::status;
    } else if (t.text == "failed") {
        into.what = model::field::failed;
    } else if (t.text == value_word) {
        into.what = model::field::body;
        into.body_index = index_of({std::string{value_word}}, paths, t);
    } else if (t.text == cert_word) {
        into.what = model::field::cert;
    } else if (t.text == client_cert_word) {
        into.what = model::field::client_cert;
    } else if (t.text == "body" || t.text.starts_with("body.")) {
        into.what = model::field::body;
        into.body_index = index_of(path_of(t), paths, t);
    } else {
        fail_unknown_field(t);
    }
}

}  // namespace hm::config
