#include "config/json_expect.hpp"

#include "config/condition_literals.hpp"
#include "config/condition_tokens.hpp"

#include <algorithm>

namespace hm::config {

namespace {

using model::comparator;
using model::json_test;

parsed<std::string> parse_pointer(const std::string& text) {
    if (text.size() > max_pointer_bytes)
        return mistake{fmt::format("a JSON pointer has at most {} bytes", max_pointer_bytes), {}};
    if (!text.starts_with('/'))
        return mistake{fmt::format("{} is no JSON pointer", quoted(text)),
                       "it begins with a slash: /queue/depth, /items/0"};
    for (std::size_t at = text.find('~'); at != std::string::npos; at = text.find('~', at + 1))
        if (at + 1 == text.size() || (text[at + 1] != '0' && text[at + 1] != '1'))
            return mistake{"in a JSON pointer ~ stands before 0 or 1", "write ~0 for ~, and ~1 for /", at};
    return text;
}

// What is found instead of an expectation is told where it stands.
struct expected {
    comparator cmp = comparator::equal;
    model::value literal;
};

parsed<expected> in_words(const std::string& text) {
    auto tokens = tokenize_condition(text);
    if (!tokens) return tokens.wrong;
    const std::vector<token>& t = *tokens.value;
    const token& operand = t[std::min<std::size_t>(1, t.size() - 1)];
    if (operand.what != token::kind::word && operand.what != token::kind::quoted)
        return mistake{"a value is missing after the comparator", {}, operand.offset};
    if (t[2].what != token::kind::end)
        return mistake{fmt::format("unexpected {}", quoted(t[2].text)), "quote a text that has blanks",
                       t[2].offset};
    const comparator cmp = *comparator_of(t[0].text);
    auto literal = body_literal(operand, cmp);
    if (literal) return expected{cmp, std::move(*literal.value)};
    literal.wrong.offset = operand.offset;
    return literal.wrong;
}

parsed<expected> alone(const std::string& text, bool is_quoted) {
    if (is_quoted || text.empty()) return expected{comparator::equal, text};
    auto literal = body_literal({token::kind::word, text, 0}, comparator::equal);
    if (!literal) return literal.wrong;
    return expected{comparator::equal, std::move(*literal.value)};
}

bool begins_with_comparator(std::string_view text) {
    return text.find_first_of("<>=!") == 0;
}

// Beside the actual value it must read like a condition.
void name(json_test& test, const std::string& written) {
    const bool is_text = std::holds_alternative<std::string>(test.literal);
    test.text =
        begins_with_comparator(written)
            ? fmt::format("{} {}", test.pointer, written)
            : fmt::format("{} == {}", test.pointer, is_text ? model::to_string(test.literal) : written);
}

bool read_value(const member& m, substitution& here, json_test& into, report& out) {
    const std::optional<std::string> text = here.shown_text(m.value, "an expected value", out);
    if (!text) return false;
    auto value = begins_with_comparator(*text) ? in_words(*text) : alone(*text, m.value.is_quoted);
    if (!value) {
        out.error(place_in(m.value, value.wrong.offset, out), value.wrong.message, value.wrong.hint);
        return false;
    }
    into.cmp = value.value->cmp;
    into.literal = std::move(value.value->literal);
    name(into, *text);
    return true;
}

bool read_existence(const member& m, json_test& into, report& out) {
    map_reader keys{m.value, m.key_at, out};
    bool present = false, absent = false;
    keys.read("present", present, as_bool);
    keys.read("absent", absent, as_bool);
    keys.finish();
    if (present == absent) {
        out.error(m.key_at, fmt::format("nothing is expected at {}", quoted(m.key)),
                  "write a value, { present: true } or { absent: true }");
        return false;
    }
    into.what = present ? json_test::kind::present : json_test::kind::absent;
    into.text = fmt::format("{} {}", into.pointer, present ? "present" : "absent");
    return true;
}

}  // namespace

void read_json_expectations(const node& n, substitution& here, std::vector<json_test>& into, report& out) {
    if (!expect_map(n, out)) return;
    if (n.members.size() > max_json_tests)
        return out.error(n.at, fmt::format("more than {} places in the body", max_json_tests));
    for (const member& m : n.members) {
        json_test test;
        const auto pointer = parse_pointer(m.key);
        if (!pointer) out.error(m.key_at, pointer.wrong.message, pointer.wrong.hint);
        test.pointer = m.key;
        const bool is_good =
            m.value.what == node::kind::map ? read_existence(m, test, out) : read_value(m, here, test, out);
        if (pointer && is_good) into.push_back(std::move(test));
    }
}

}  // namespace hm::config
