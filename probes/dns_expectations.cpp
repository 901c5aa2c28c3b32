#include "probes/dns_expectations.hpp"

#include <algorithm>
#include <cctype>

namespace hm::probes {

using model::reason;
using answers = std::vector<wire::resource_record>;

namespace {

bool same_text(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::string_view without_final_dot(std::string_view name) {
    if (name.size() > 1 && name.ends_with('.')) name.remove_suffix(1);
    return name;
}

std::string list_of(const answers& all) {
    std::string text;
    for (const auto& a : all) text += (text.empty() ? "" : ", ") + a.text;
    return text;
}

dns_outcome mismatch(std::string detail) {
    return {reason::body_mismatch, std::move(detail)};
}

dns_outcome judged_answers(const model::dns_expect& expect, wire::dns_type asked, const answers& came) {
    const auto least = static_cast<std::size_t>(std::max(expect.min_answers, 0));
    if (came.size() < least && came.empty()) return mismatch("answered NODATA");
    if (came.size() < least)
        return mismatch(std::to_string(came.size()) + (came.size() == 1 ? " answer" : " answers") +
                        ", expected are at least " + std::to_string(least));
    for (const std::string& expected : expect.answers) {
        const bool is_there = std::any_of(
            came.begin(), came.end(), [&](const auto& a) { return is_same_answer(expected, a.text, asked); });
        if (!is_there) return mismatch("not among the answers: " + expected + "; they are " + list_of(came));
    }
    return {};
}

model::body_value smallest_ttl(const answers& all) {
    if (all.empty()) return std::nullopt;
    const auto least =
        std::min_element(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.ttl < b.ttl; });
    return static_cast<double>(least->ttl.count());
}

}  // namespace

bool is_same_answer(std::string_view expected, std::string_view came, wire::dns_type type) {
    if (type == wire::dns_type::txt || type == wire::dns_type::caa) return expected == came;
    return same_text(without_final_dot(expected), without_final_dot(came));
}

dns_outcome judged(const model::dns_expect& expect, wire::dns_type asked, const wire::dns_reply& reply) {
    const std::string rcode = wire::dns_rcode_name(reply.rcode);
    const bool is_expected = std::any_of(expect.rcodes.begin(), expect.rcodes.end(),
                                         [&](const std::string& r) { return same_text(r, rcode); });
    if (!is_expected) return {reason::status_mismatch, "answered " + rcode};
    if (expect.authoritative && !reply.authoritative) return mismatch("the answer is not authoritative");
    return reply.rcode == 0 ? judged_answers(expect, asked, reply.answers) : dns_outcome{};
}

std::vector<model::body_value> dns_fields(const wire::dns_reply& reply,
                                          std::span<const std::vector<std::string>> paths) {
    std::vector<model::body_value> fields;
    for (const std::vector<std::string>& path : paths) {
        fields.emplace_back();
        if (path == std::vector<std::string>{"answers"})
            fields.back() = static_cast<double>(reply.answers.size());
        if (path == std::vector<std::string>{"ttl"}) fields.back() = smallest_ttl(reply.answers);
    }
    return fields;
}

}  // namespace hm::probes
