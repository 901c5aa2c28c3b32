#include "probes/http_expectations.hpp"

#include "probes/wire/json_fields.hpp"

#include <re2/re2.h>

#include <algorithm>

namespace hm::probes {

using kind = model::text_test::kind;
using model::reason;

namespace {

std::unique_ptr<const re2::RE2> pattern_of(const model::text_test& test) {
    if (test.what != kind::matches && test.what != kind::not_matches) return nullptr;
    re2::RE2::Options quiet;
    quiet.set_log_errors(false);
    return std::make_unique<const re2::RE2>(test.text, quiet);
}

bool holds(const model::text_test& test, const re2::RE2* pattern, std::string_view text) {
    switch (test.what) {
        case kind::equals:
            return text == test.text;
        case kind::contains:
            return text.find(test.text) != std::string_view::npos;
        case kind::not_contains:
            return text.find(test.text) == std::string_view::npos;
        case kind::matches:
            return re2::RE2::PartialMatch({text.data(), text.size()}, *pattern);
        case kind::not_matches:
            return !re2::RE2::PartialMatch({text.data(), text.size()}, *pattern);
        case kind::present:
            return true;
        case kind::absent:
            return false;
    }
    return false;
}

// After "the body" or "the header Server": `does not contain "x"`.
std::string failing(const model::text_test& test) {
    switch (test.what) {
        case kind::equals:
            return "is not \"" + test.text + "\"";
        case kind::contains:
            return "does not contain \"" + test.text + "\"";
        case kind::not_contains:
            return "contains \"" + test.text + "\"";
        case kind::matches:
            return "does not match \"" + test.text + "\"";
        case kind::not_matches:
            return "matches \"" + test.text + "\"";
        case kind::present:
            return "is missing";
        case kind::absent:
            return "is there";
    }
    return {};
}

bool accepts_missing(kind what) {
    return what == kind::absent || what == kind::not_contains || what == kind::not_matches;
}

}  // namespace

http_expectations::http_expectations(const model::http_expect& expect) : expect_(expect) {
    for (const model::header_test& h : expect.headers) {
        fields_.push_back(h.name);
        for_headers_.push_back(pattern_of(h.test));
    }
    for (const model::text_test& test : expect.body) for_body_.push_back(pattern_of(test));
}

http_expectations::~http_expectations() = default;

bool http_expectations::allow_status(int status) const {
    return std::any_of(expect_.status.begin(), expect_.status.end(), [status](const model::status_range& r) {
        return r.first <= status && status <= r.last;
    });
}

std::optional<http_mismatch> http_expectations::first_mismatch(const wire::http_response& response) const {
    if (auto header = mismatch_in_headers(response)) return header;
    if (!need_body()) return std::nullopt;
    if (const std::string_view coding = response.unknown_coding(); !coding.empty())
        return http_mismatch{reason::body_mismatch,
                             "the body cannot be read: its coding is \"" + std::string{coding} + "\""};
    if (auto text = mismatch_in_body(response.body())) return text;
    return mismatch_in_json(response.body());
}

std::optional<http_mismatch> http_expectations::mismatch_in_headers(
    const wire::http_response& response) const {
    for (std::size_t i = 0; i < expect_.headers.size(); ++i) {
        const auto& [name, test] = expect_.headers[i];
        const std::optional<std::string>& value = response.wanted(i);
        const bool good = value ? holds(test, for_headers_[i].get(), *value) : accepts_missing(test.what);
        if (good) continue;
        const std::string words = value ? failing(test) + " (\"" + *value + "\")" : "is missing";
        return http_mismatch{reason::header_mismatch, "the header " + name + " " + words};
    }
    return std::nullopt;
}

std::optional<http_mismatch> http_expectations::mismatch_in_body(std::string_view body) const {
    for (std::size_t i = 0; i < expect_.body.size(); ++i)
        if (!holds(expect_.body[i], for_body_[i].get(), body))
            return http_mismatch{reason::body_mismatch, "the body " + failing(expect_.body[i])};
    return std::nullopt;
}

std::optional<http_mismatch> http_expectations::mismatch_in_json(std::string_view body) const {
    if (expect_.json.empty()) return std::nullopt;
    const auto places = wire::json_places(body, expect_.json);
    if (!places) return http_mismatch{reason::body_mismatch, "the body is not JSON"};
    for (std::size_t i = 0; i < places->size(); ++i)
        if (!(*places)[i].holds)
            return http_mismatch{reason::body_mismatch, "the body's " + expect_.json[i].text +
                                                            " does not hold (" + (*places)[i].actual + ")"};
    return std::nullopt;
}

}  // namespace hm::probes
