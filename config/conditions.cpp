#include "config/conditions.hpp"

#include "config/condition_tokens.hpp"
#include "config/report.hpp"
#include "config/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace hm::config {

namespace {

using model::comparator;
using model::condition;

// The tree while it is built; flattened into prefix order at the end.
struct expression {
    condition::node node;
    std::vector<expression> children;
};

// Thrown inside the parser only: a recursive descent has no better way out.
struct bad_condition {
    mistake why;
};

constexpr std::array<std::string_view, 6> field_words{"latency", "status", "failed", "body", "value", "not"};
// Fields and functions that the language will have; said plainly, instead of a wrong "did you mean".
constexpr std::array<std::string_view, 8> later_words{"cert", "p50", "p95",  "p99",
                                                      "avg",  "min", "rate", "max"};

bool is_later(std::string_view word) {
    const std::string_view head = word.substr(0, word.find('.'));
    return std::find(later_words.begin(), later_words.end(), head) != later_words.end();
}

std::optional<comparator> comparator_of(std::string_view text) {
    for (comparator c : {comparator::less, comparator::less_equal, comparator::greater,
                         comparator::greater_equal, comparator::equal, comparator::not_equal})
        if (model::to_string(c) == text) return c;
    return std::nullopt;
}

bool is_equality(comparator c) {
    return c == comparator::equal || c == comparator::not_equal;
}

bool looks_like_number(std::string_view text) {
    const char c = text.front();
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.';
}

// A plain decimal number, negative allowed; no exponent, no hexadecimal, never NaN or infinite.
std::optional<double> plain_number(std::string_view text) {
    double value = 0;
    const auto [end, failure] =
        std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (failure != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

double in_seconds(model::duration d) {
    return std::chrono::duration<double>(d).count();
}

// A number with any unit, in base units: seconds, ratios, bytes.
parsed<double> number(std::string_view text) {
    if (const auto plain = plain_number(text)) return *plain;
    if (text.ends_with('%')) {
        const auto ratio = plain_number(text.substr(0, text.size() - 1));  // 120% and -5% are measurable too
        if (ratio) return *ratio / 100;
    }
    if (const auto size = parse_size(text)) return static_cast<double>(*size.value);
    if (const auto time = parse_duration(text)) return in_seconds(*time.value);
    return mistake{fmt::format("{} is no number", quoted(text)),
                   "write 20, 0.5, 150ms, 70% or 64KiB; quote a text"};
}

class condition_parser {
public:
    condition_parser(std::vector<token> tokens, std::vector<body_path>& paths)
        : tokens_(std::move(tokens)), paths_(paths) {}

    condition run() {
        if (peek().what == token::kind::end) fail(peek(), "a condition is missing here");
        expression root = any_of(0);
        if (peek().what == token::kind::close) fail(peek(), "this parenthesis was never opened");
        if (peek().what != token::kind::end)
            fail(peek(), fmt::format("unexpected {}", quoted(peek().text)), joining_hint(peek()));
        condition result;
        result.text = root.node.text;
        flatten(std::move(root), result);
        return result;
    }

private:
    using part = expression (condition_parser::*)(std::size_t);

    expression any_of(std::size_t depth) {
        return joined(depth, "or", condition::kind::any_of, &condition_parser::all_of);
    }
    expression all_of(std::size_t depth) {
        return joined(depth, "and", condition::kind::all_of, &condition_parser::term);
    }

    expression joined(std::size_t depth, std::string_view word, condition::kind op, part next) {
        const std::size_t first = next_;
        expression one = (this->*next)(depth);
        if (!is_word(word)) return one;
        expression all = make(op);
        all.children.push_back(std::move(one));
        while (is_word(word)) {
            ++next_;
            all.children.push_back((this->*next)(depth));
        }
        all.node.text = text_since(first);
        return all;
    }

    expression term(std::size_t depth) {
        const std::size_t first = next_;
        if (depth > max_condition_depth)
            fail(peek(), fmt::format("nested more than {} levels deep", max_condition_depth));
        if (is_word("not")) {
            ++next_;
            expression negated = make(condition::kind::negate);
            negated.children.push_back(term(depth + 1));
            negated.node.text = text_since(first);
            return negated;
        }
        if (peek().what == token::kind::open) {
            const token opened = take();
            expression inner = any_of(depth + 1);
            if (peek().what != token::kind::close) {
                if (peek().what == token::kind::end) fail(opened, "this parenthesis is never closed");
                fail(peek(), fmt::format("unexpected {}", quoted(peek().text)), joining_hint(peek()));
            }
            ++next_;
            return inner;
        }
        return comparison();
    }

    // A field with a comparator and a literal, or a flag that stands for itself.
    expression comparison() {
        const std::size_t first = next_;
        const token field = take();
        expression e = make(condition::kind::compare);
        resolve_field(field, e.node);
        if (peek().what != token::kind::comparator) {
            if (e.node.what == model::field::latency || e.node.what == model::field::status)
                fail(peek(), fmt::format("{} needs a comparator and a value", quoted(field.text)),
                     e.node.what == model::field::latency ? "write it like latency > 150ms"
                                                          : "write it like status >= 500");
            e.node.op = condition::kind::flag;
        } else if (e.node.what == model::field::failed) {
            fail(peek(), "\"failed\" is not compared with anything", "write `failed` or `not failed`");
        } else {
            e.node.cmp = *comparator_of(take().text);
            e.node.literal = literal_for(e.node, take());
        }
        e.node.text = text_since(first);
        return e;
    }

    void resolve_field(const token& t, condition::node& n) {
        if (t.what == token::kind::end) fail(t, "a condition is missing here");
        if (t.what != token::kind::word)
            fail(t, fmt::format("expected a field, found {}", quoted(t.text)),
                 "a comparison begins with latency, status or body.x");
        if (t.text == "latency") {
            n.what = model::field::latency;
        } else if (t.text == "status") {
            n.what = model::field::status;
        } else if (t.text == "failed") {
            n.what = model::field::failed;
        } else if (t.text == value_word) {
            n.what = model::field::body;
            n.body_index = index_of({std::string{value_word}}, t);
        } else if (t.text == "body" || t.text.starts_with("body.")) {
            n.what = model::field::body;
            n.body_index = index_of_path(t);
        } else {
            fail_unknown_field(t);
        }
    }

    [[noreturn]] void fail_unknown_field(const token& t) {
        if (t.text == "and" || t.text == "or")
            fail(t, fmt::format("a condition is missing before {}", quoted(t.text)));
        if (is_later(t.text))
            fail(t, fmt::format("{} is not supported by this version", quoted(t.text)),
                 "fields are latency, status, failed and body.x");
        if (looks_like_number(t.text))
            fail(t, fmt::format("expected a field, found {}", quoted(t.text)),
                 "write the field first: latency > 150ms");
        std::string hint = did_you_mean(t.text, field_words);
        if (hint.empty()) hint = "fields are latency, status, failed and body.x";
        fail(t, fmt::format("unknown field {}", quoted(t.text)), std::move(hint));
    }

    std::uint16_t index_of_path(const token& t) {
        body_path path;
        std::string_view rest = t.text.substr(std::string_view{"body"}.size());
        while (rest.starts_with('.')) {
            rest.remove_prefix(1);
            const std::string_view key = rest.substr(0, rest.find('.'));
            path.emplace_back(key);
            rest.remove_prefix(key.size());
        }
        const bool empty_key =
            std::any_of(path.begin(), path.end(), [](const auto& key) { return key.empty(); });
        if (path.empty() || empty_key)
            fail(t, fmt::format("{} is no path into the body", quoted(t.text)),
                 "write it like body.queue.depth");
        if (path.size() > max_body_path_keys)
            fail(t, fmt::format("a path into the body has at most {} keys", max_body_path_keys));
        return index_of(std::move(path), t);
    }

    std::uint16_t index_of(body_path path, const token& t) {
        const auto known = std::find(paths_.begin(), paths_.end(), path);
        const auto index = static_cast<std::uint16_t>(known - paths_.begin());
        if (known != paths_.end()) return index;
        if (paths_.size() == max_body_paths)
            fail(t, fmt::format("a signal looks at most at {} fields of the body", max_body_paths));
        paths_.push_back(std::move(path));
        return index;
    }

    model::value literal_for(const condition::node& n, const token& t) {
        if (t.what != token::kind::word && t.what != token::kind::quoted)
            fail(t, "a value is missing after the comparator");
        switch (n.what) {
            case model::field::latency:
                return latency_literal(t);
            case model::field::status:
                return status_literal(t);
            default:
                return body_literal(t, n.cmp);
        }
    }

    model::value latency_literal(const token& t) {
        const auto time = parse_duration(t.text);
        if (!time) fail(t, time.wrong.message, time.wrong.hint);
        return in_seconds(*time.value);
    }

    model::value status_literal(const token& t) {
        const auto code = parse_integer(t.text, 100, 599);
        if (!code) fail(t, fmt::format("expected a status from 100 to 599, found {}", quoted(t.text)));
        return static_cast<double>(*code.value);
    }

    model::value body_literal(const token& t, comparator cmp) {
        if (t.what == token::kind::word && looks_like_number(t.text)) {
            const auto n = number(t.text);
            if (!n) fail(t, n.wrong.message, n.wrong.hint);
            return *n.value;
        }
        if (!is_equality(cmp))
            fail(t, fmt::format("{} cannot be compared by {}", quoted(t.text), model::to_string(cmp)),
                 "text, true and false are compared with == and !=");
        if (t.what == token::kind::quoted) return std::string{t.text.substr(1, t.text.size() - 2)};
        if (t.text == "true" || t.text == "false") return t.text == "true";
        return std::string{t.text};
    }

    expression make(condition::kind op) {
        if (++count_ > max_condition_nodes)
            fail(peek(), fmt::format("a condition has at most {} parts", max_condition_nodes));
        expression e;
        e.node.op = op;
        return e;
    }

    static std::uint16_t flatten(expression e, condition& into) {
        const auto index = static_cast<std::uint16_t>(into.nodes.size());
        into.nodes.push_back(std::move(e.node));
        for (expression& child : e.children) {
            const std::uint16_t at = flatten(std::move(child), into);
            into.nodes[index].children.push_back(at);
        }
        return index;
    }

    // The tokens from `first` to here, one blank between them, none inside parentheses.
    std::string text_since(std::size_t first) const {
        std::string text;
        for (std::size_t i = first; i < next_; ++i) {
            const bool tight = text.empty() || text.back() == '(' || tokens_[i].what == token::kind::close;
            if (!tight) text += ' ';
            text += tokens_[i].text;
        }
        return text;
    }

    static std::string joining_hint(const token& t) {
        if (t.text == "AND" || t.text == "OR" || t.text == "NOT")
            return "`and`, `or` and `not` are lower case";
        return "join conditions with `and` or `or`; quote a text that has blanks";
    }

    [[noreturn]] static void fail(const token& at, std::string message, std::string hint = {}) {
        throw bad_condition{{std::move(message), std::move(hint), at.offset}};
    }

    const token& peek() const { return tokens_[next_]; }
    token take() {  // never past the end
        const token t = tokens_[next_];
        if (t.what != token::kind::end) ++next_;
        return t;
    }
    bool is_word(std::string_view word) const {
        return peek().what == token::kind::word && peek().text == word;
    }

    std::vector<token> tokens_;
    std::vector<body_path>& paths_;
    std::size_t next_ = 0;
    std::size_t count_ = 0;
};

}  // namespace

parsed<condition> parse_condition(std::string_view text, std::vector<body_path>& paths) {
    if (text.size() > max_condition_length)
        return mistake{fmt::format("a condition has at most {} characters", max_condition_length), {}};
    auto tokens = tokenize_condition(text);
    if (!tokens) return tokens.wrong;
    try {
        return condition_parser{std::move(*tokens.value), paths}.run();
    } catch (bad_condition& bad) {
        return std::move(bad.why);
    }
}

}  // namespace hm::config
