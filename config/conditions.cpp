#include "config/conditions.hpp"

#include "config/condition_functions.hpp"
#include "config/condition_literals.hpp"
#include "config/report.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hm::config {

namespace {

using model::aggregate;
using model::condition;
using model::windowed_value;

// The tree while it is built; flattened into prefix order at the end.
struct expression {
    condition::node node;
    std::vector<expression> children;
};

std::uint16_t flatten(expression e, condition& into) {
    const auto index = static_cast<std::uint16_t>(into.nodes.size());
    into.nodes.push_back(std::move(e.node));
    for (expression& child : e.children) {
        const std::uint16_t at = flatten(std::move(child), into);
        into.nodes[index].children.push_back(at);
    }
    return index;
}

condition as_condition(expression root) {
    condition result;
    result.text = root.node.text;
    flatten(std::move(root), result);
    return result;
}

std::string joining_hint(const token& t) {
    if (t.text == "AND" || t.text == "OR" || t.text == "NOT") return "`and`, `or` and `not` are lower case";
    return "join conditions with `and` or `or`; quote a text that has blanks";
}

class condition_parser {
public:
    condition_parser(std::vector<token> tokens, std::vector<body_path>& paths,
                     std::vector<windowed_value>& windowed)
        : in_(std::move(tokens)), paths_(paths), windowed_(windowed) {}

    condition run() {
        if (in_.is(token::kind::end)) fail(in_.peek(), "a condition is missing here");
        expression root = any_of(0);
        if (in_.is(token::kind::close)) fail(in_.peek(), "this parenthesis was never opened");
        if (!in_.is(token::kind::end)) fail_unexpected();
        return as_condition(std::move(root));
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
        const std::size_t first = in_.position();
        expression one = (this->*next)(depth);
        if (!in_.is_word(word)) return one;
        expression all = make(op);
        all.children.push_back(std::move(one));
        while (in_.is_word(word)) {
            in_.take();
            all.children.push_back((this->*next)(depth));
        }
        all.node.text = in_.text_since(first);
        return all;
    }

    expression term(std::size_t depth) {
        const std::size_t first = in_.position();
        if (depth > max_condition_depth)
            fail(in_.peek(), fmt::format("nested more than {} levels deep", max_condition_depth));
        if (in_.is_word("not")) {
            in_.take();
            expression negated = make(condition::kind::negate);
            negated.children.push_back(term(depth + 1));
            negated.node.text = in_.text_since(first);
            return negated;
        }
        if (in_.is(token::kind::open)) {
            const token opened = in_.take();
            expression inner = any_of(depth + 1);
            close(opened);
            return inner;
        }
        return in_.is_call() ? windowed_comparison(depth) : comparison();
    }

    void close(const token& opened) {
        if (in_.is(token::kind::end)) fail(opened, "this parenthesis is never closed");
        if (!in_.is(token::kind::close)) fail_unexpected();
        in_.take();
    }

    // A field with a comparator and a literal, or a flag that stands for itself.
    expression comparison() {
        const std::size_t first = in_.position();
        const token field = in_.take();
        if (const auto how = function_of(field.text); how && field.what == token::kind::word)
            fail(field, fmt::format("{} looks over a window", quoted(field.text)), example_of(*how));
        expression e = make(condition::kind::compare);
        read_field(field, e.node, paths_);
        if (in_window_) refuse_certificate(field, e.node.what);
        if (!in_.is(token::kind::comparator)) {
            if (const std::string_view example = example_with(e.node.what); !example.empty())
                fail(in_.peek(), fmt::format("{} needs a comparator and a value", quoted(field.text)),
                     fmt::format("write it like {}", example));
            e.node.op = condition::kind::flag;
        } else if (e.node.what == model::field::failed) {
            fail(in_.peek(), "\"failed\" is not compared with anything", "write `failed` or `not failed`");
        } else {
            e.node.cmp = *comparator_of(in_.take().text);
            e.node.literal = literal_for(e.node);
        }
        e.node.text = in_.text_since(first);
        return e;
    }

    // Of a field that is no flag.
    static std::string_view example_with(model::field what) {
        switch (what) {
            case model::field::latency:
                return "latency > 150ms";
            case model::field::status:
                return "status >= 500";
            case model::field::cert:
                return "cert.expires_in < 14d";
            case model::field::client_cert:
                return "client_cert.expires_in < 14d";
            default:
                return {};
        }
    }

    model::value literal_for(const condition::node& n) {
        const token t = take_literal();
        switch (n.what) {
            case model::field::latency:
            case model::field::cert:
            case model::field::client_cert:
                return must(t, latency_literal(t.text));
            case model::field::status:
                return must(t, status_literal(t.text));
            default:
                return must(t, body_literal(t, n.cmp));
        }
    }

    token take_literal() {
        const token t = in_.take();
        if (t.what != token::kind::word && t.what != token::kind::quoted)
            fail(t, "a value is missing after the comparator");
        return t;
    }

    // A function over the last runs: `p95(latency over 5m) > 300ms`.
    expression windowed_comparison(std::size_t depth) {
        const std::size_t first = in_.position();
        const token name = in_.take();
        windowed_value v;
        v.how = function_named(name);
        expression e = make(condition::kind::windowed);
        const token opened = in_.take();
        if (in_window_) fail(name, "a window within a window", "what is counted looks at one run");
        v.of = model::counts_runs(v.how) ? counted(depth, v.how) : taken(name);
        v.window = read_window(in_, name);
        close(opened);
        const std::string call = in_.text_since(first);
        if (!in_.is(token::kind::comparator))
            fail(in_.peek(), fmt::format("{} needs a comparator and a value", quoted(call)),
                 example_of(v.how));
        e.node.cmp = *comparator_of(in_.take().text);
        e.node.literal = read_figure(take_literal(), v);
        e.node.windowed = index_of(std::move(v), name);
        e.node.text = in_.text_since(first);
        return e;
    }

    // The condition whose runs are counted. A field of the body by itself is a counter for `rate`.
    condition counted(std::size_t depth, aggregate& how) {
        in_window_ = true;
        condition c = as_condition(any_of(depth + 1));
        in_window_ = false;
        const condition::node& root = c.nodes.front();
        const bool is_field = root.op == condition::kind::flag && root.what == model::field::body;
        if (how == aggregate::rate && is_field) how = aggregate::counter_rate;
        return c;
    }

    // The field whose values are taken.
    condition taken(const token& function) {
        expression e = make(condition::kind::flag);
        read_taken_field(in_, function, e.node, paths_);
        return as_condition(std::move(e));
    }

    std::uint16_t index_of(windowed_value v, const token& name) {
        const auto known = std::find(windowed_.begin(), windowed_.end(), v);
        const auto index = static_cast<std::uint16_t>(known - windowed_.begin());
        if (known != windowed_.end()) return index;
        if (windowed_.size() == max_windowed_values)
            fail(name, fmt::format("a signal looks at most at {} values over windows", max_windowed_values));
        windowed_.push_back(std::move(v));
        return index;
    }

    expression make(condition::kind op) {
        if (++count_ > max_condition_nodes)
            fail(in_.peek(), fmt::format("a condition has at most {} parts", max_condition_nodes));
        expression e;
        e.node.op = op;
        return e;
    }

    [[noreturn]] void fail_unexpected() const {
        fail(in_.peek(), fmt::format("unexpected {}", quoted(in_.peek().text)), joining_hint(in_.peek()));
    }

    token_cursor in_;
    std::vector<body_path>& paths_;
    std::vector<windowed_value>& windowed_;
    std::size_t count_ = 0;
    bool in_window_ = false;
};

}  // namespace

parsed<condition> parse_condition(std::string_view text, std::vector<body_path>& paths,
                                  std::vector<windowed_value>& windowed) {
    if (text.size() > max_condition_length)
        return mistake{fmt::format("a condition has at most {} characters", max_condition_length), {}};
    auto tokens = tokenize_condition(text);
    if (!tokens) return tokens.wrong;
    try {
        return condition_parser{std::move(*tokens.value), paths, windowed}.run();
    } catch (bad_condition& bad) {
        return std::move(bad.why);
    }
}

}  // namespace hm::config
