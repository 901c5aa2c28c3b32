#include "config/condition_functions.hpp"

#include "config/condition_literals.hpp"
#include "config/report.hpp"
#include "config/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace hm::config {

namespace {

using model::aggregate;

constexpr std::array functions{aggregate::p50, aggregate::p90,   aggregate::p95,
                               aggregate::p99, aggregate::avg,   aggregate::max,
                               aggregate::min, aggregate::count, aggregate::rate};

std::array<std::string_view, functions.size()> function_words() {
    std::array<std::string_view, functions.size()> words;
    std::transform(functions.begin(), functions.end(), words.begin(),
                   [](aggregate how) { return model::to_string(how); });
    return words;
}

}  // namespace

std::optional<aggregate> function_of(std::string_view word) {
    for (aggregate how : functions)
        if (model::to_string(how) == word) return how;
    return std::nullopt;
}

aggregate function_named(const token& name) {
    if (const auto how = function_of(name.text)) return *how;
    const auto words = function_words();
    std::string hint = did_you_mean(name.text, words);
    if (hint.empty()) hint = fmt::format("functions are {}", fmt::join(words, ", "));
    fail(name, fmt::format("unknown function {}", quoted(name.text)), std::move(hint));
}

std::string example_of(aggregate how) {
    if (how == aggregate::count) return "write it like count(failed over 5m) >= 3";
    if (model::is_rate(how)) return "write it like rate(failed over 5m) > 10/m";
    return fmt::format("write it like {}(latency over 5m) > 300ms", model::to_string(how));
}

void refuse_certificate(const token& t, model::field what) {
    if (is_certificate(what))
        fail(t, fmt::format("there is no window over {}", quoted(t.text)),
             fmt::format("it changes by the clock alone: write {} < 14d outside", t.text));
}

void read_taken_field(token_cursor& in, const token& function, model::condition::node& into,
                      std::vector<body_path>& paths) {
    if (in.is_call()) fail(in.peek(), "a window within a window", example_of(*function_of(function.text)));
    const token t = in.take();
    read_field(t, into, paths);
    into.text = t.text;
    refuse_certificate(t, into.what);
    if (into.what == model::field::status || into.what == model::field::failed)
        fail(t, fmt::format("there is no {} of {}", function.text, quoted(t.text)),
             into.what == model::field::failed ? example_of(aggregate::count)
                                               : "write it like count(status >= 500 over 5m) >= 3");
    if (in.is(token::kind::comparator))
        fail(in.peek(), fmt::format("{} takes a value, not a condition", quoted(function.text)),
             "count and rate take one: count(latency > 300ms over 5m) >= 3");
}

model::duration read_window(token_cursor& in, const token& function) {
    const token over = in.take();
    if (over.what == token::kind::close || over.what == token::kind::end)
        fail(over, fmt::format("{} needs a window", quoted(function.text)),
             example_of(*function_of(function.text)));
    if (over.what != token::kind::word || over.text != "over")
        fail(over, fmt::format("expected `over` and a window, found {}", quoted(over.text)),
             example_of(*function_of(function.text)));
    const token t = in.take();
    const model::duration window = must(t, parse_duration(t.text));
    if (window < min_window || window > max_window)
        fail(t, fmt::format("the window {} is not within {} to {}", quoted(t.text),
                            model::format_duration(min_window), model::format_duration(max_window)));
    if (!in.is(token::kind::close) && !in.is(token::kind::end))
        fail(in.peek(), fmt::format("expected ) after the window, found {}", quoted(in.peek().text)),
             example_of(*function_of(function.text)));
    return window;
}

double read_figure(const token& literal, model::windowed_value& of) {
    if (of.how == aggregate::count) return must(literal, count_literal(literal.text));
    if (model::is_rate(of.how)) {
        const rate r = must(literal, rate_literal(literal.text));
        of.per = r.per;
        return r.number;
    }
    if (of.of.nodes.front().what == model::field::latency)
        return must(literal, latency_literal(literal.text));
    auto number = number_literal(literal.text);
    if (!number) number.wrong.hint = "write 20, 0.5, 150ms, 70% or 64KiB";
    return must(literal, std::move(number));
}

}  // namespace hm::config
