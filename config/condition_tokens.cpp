#include "config/condition_tokens.hpp"

#include "config/report.hpp"

#include <fmt/format.h>

#include <array>

namespace hm::config {

namespace {

struct habit {
    std::string_view text;
    std::string_view hint;
};

// What people write who know other languages, longest first.
constexpr std::array<habit, 12> habits{{
    {"&&", "write `and`"},
    {"||", "write `or`"},
    {"=>", "write >="},
    {"=<", "write <="},
    {"<>", "write !="},
    {"=", "write == to compare"},
    {"!", "write `not`, or != to compare"},
    {",", "join conditions with `and` or `or`; there are no commas"},
    {"{", "conditions have no braces; group with ( ), and quote \"${region.x}\" inside { }"},
    {"}", "a closing brace too many, or a missing `{` before it"},
    {"[", "conditions have no brackets; group with ( )"},
    {"]", "conditions have no brackets; group with ( )"},
}};

bool is_word_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-' || c == '+' || c == '%' || c == '/';
}

std::string_view comparator_at(std::string_view rest) {
    for (std::string_view c : {"<=", ">=", "==", "!=", "<", ">"})
        if (rest.starts_with(c)) return rest.substr(0, c.size());
    return {};
}

mistake stray(std::string_view rest, std::size_t offset) {
    for (const habit& h : habits)
        if (rest.starts_with(h.text))
            return {fmt::format("unexpected {} in a condition", quoted(h.text)), std::string{h.hint}, offset};
    std::size_t length = 1;  // a whole UTF-8 character
    while (length < rest.size() && (static_cast<unsigned char>(rest[length]) & 0xc0U) == 0x80U) ++length;
    return {fmt::format("unexpected {} in a condition", quoted(rest.substr(0, length))), {}, offset};
}

// `p95(latency, 5m)`
bool is_comma_in_call(std::string_view rest, const std::vector<token>& before) {
    return rest.starts_with(',') && before.size() >= 2 && before[before.size() - 2].what == token::kind::open;
}

bool is_foreign_operator(std::string_view rest) {
    return rest.starts_with("=>") || rest.starts_with("=<") || rest.starts_with("<>");
}

}  // namespace

parsed<std::vector<token>> tokenize_condition(std::string_view text) {
    std::vector<token> tokens;
    std::size_t at = 0;
    const auto take = [&](token::kind what, std::size_t length) {
        tokens.push_back({what, text.substr(at, length), at});
        at += length;
    };
    while (at < text.size()) {
        const std::string_view rest = text.substr(at);
        const char c = rest.front();
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            ++at;
        } else if (c == '(') {
            take(token::kind::open, 1);
        } else if (c == ')') {
            take(token::kind::close, 1);
        } else if (c == '"' || c == '\'') {
            const std::size_t end = rest.find(c, 1);
            if (end == std::string_view::npos) return mistake{"this quote is never closed", {}, at};
            take(token::kind::quoted, end + 1);
        } else if (is_foreign_operator(rest)) {
            return stray(rest, at);
        } else if (const std::string_view cmp = comparator_at(rest); !cmp.empty()) {
            take(token::kind::comparator, cmp.size());
        } else if (is_word_character(c)) {
            std::size_t length = 1;
            while (length < rest.size() && is_word_character(rest[length])) ++length;
            take(token::kind::word, length);
        } else if (is_comma_in_call(rest, tokens)) {
            return mistake{"unexpected \",\" before a window", "write it like p95(latency over 5m)", at};
        } else {
            return stray(rest, at);
        }
    }
    tokens.push_back({token::kind::end, {}, at});
    return tokens;
}

void fail(const token& at, std::string message, std::string hint) {
    throw bad_condition{{std::move(message), std::move(hint), at.offset}};
}

token token_cursor::take() {
    const token t = tokens_[next_];
    if (t.what != token::kind::end) ++next_;
    return t;
}

bool token_cursor::is_call_at(std::size_t at) const {
    const token& t = tokens_[at];
    const bool joins = t.text == "and" || t.text == "or" || t.text == "not";
    return t.what == token::kind::word && !joins && tokens_[at + 1].what == token::kind::open;
}

bool token_cursor::is_call() const {
    return !is(token::kind::end) && is_call_at(next_);
}

std::string token_cursor::text_since(std::size_t first) const {
    std::string text;
    for (std::size_t i = first; i < next_; ++i) {
        const bool tight = i == first || tokens_[i - 1].what == token::kind::open ||
                           tokens_[i].what == token::kind::close || is_call_at(i - 1);
        if (!tight) text += ' ';
        text += tokens_[i].text;
    }
    return text;
}

}  // namespace hm::config
