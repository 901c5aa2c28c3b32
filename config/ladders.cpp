#include "config/ladders.hpp"

#include "config/states.hpp"

#include <algorithm>
#include <cctype>

namespace hm::config {

namespace {

using model::measure;
using model::rank_set;
using model::relation;
using model::rounding;

constexpr std::array<word<measure>, 4> measures{{{"count", measure::count},
                                                 {"percent", measure::percent},
                                                 {"weight", measure::weight_sum},
                                                 {"weight_percent", measure::weight_percent}}};
constexpr std::array<word<relation>, 5> relations{{{">=", relation::at_least},
                                                   {">", relation::more_than},
                                                   {"<=", relation::at_most},
                                                   {"<", relation::less_than},
                                                   {"==", relation::equal}}};
constexpr std::array<word<bool>, 2> match_words{{{"first", false}, {"worst", true}}};
constexpr std::array<word<rounding>, 2> round_words{{{"floor", rounding::floor}, {"up", rounding::up}}};

struct piece {
    std::string_view text;  // a word, a comparator or one of ( ) [ ]; empty at the end
    std::size_t offset = 0;
};

bool is_word_character(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '.' || c == '%';
}

bool is_comparator_character(char c) {
    return c == '<' || c == '>' || c == '=' || c == '!';
}

std::vector<piece> pieces_of(std::string_view text) {
    std::vector<piece> pieces;
    for (std::size_t at = 0; at < text.size();) {
        if (std::isspace(static_cast<unsigned char>(text[at]))) {
            ++at;
            continue;
        }
        std::size_t end = at + 1;
        if (is_word_character(text[at]))
            while (end < text.size() && is_word_character(text[end])) ++end;
        else if (is_comparator_character(text[at]))
            while (end < text.size() && is_comparator_character(text[end])) ++end;
        pieces.push_back({text.substr(at, end - at), at});
        at = end;
    }
    pieces.push_back({{}, text.size()});
    return pieces;
}

struct bad_rung {
    mistake why;
};

class rung_parser {
public:
    rung_parser(std::string_view text, const model::scale& states)
        : pieces_(pieces_of(text)), states_(states) {}

    std::vector<model::rung_test> tests() {
        std::vector<model::rung_test> all{test()};
        while (peek().text == "and") {
            take();
            if (all.size() == max_rung_tests)
                fail(peek(), fmt::format("a rung has at most {} tests", max_rung_tests));
            all.push_back(test());
        }
        if (peek().text == "or")
            fail(peek(), "tests are joined by `and` only", "write a second rung with the same `then`");
        expect_end();
        return all;
    }

    model::resolution resolution() {
        model::resolution r;
        const piece first = take();
        if (first.text == "worst" || first.text == "best") {
            r.as = first.text == "worst" ? model::resolution::kind::worst : model::resolution::kind::best;
            if (peek().text == "(") r.k = quorum();
        } else {
            r.as = model::resolution::kind::state;
            r.to = state(first);
        }
        expect_end();
        return r;
    }

private:
    model::rung_test test() {
        model::rung_test t;
        const piece what = take();
        if (what.text.empty()) fail(what, "a test is missing here", "write it like count(healthy) >= 2");
        t.what = one_of(what, measures, "a measure");
        expect("(");
        t.who = predicate();
        expect(")");
        const piece is = take();
        if (is.text.empty())
            fail(is, "a comparator and a value are missing", "write it like count(healthy) >= 2");
        t.is = one_of(is, relations, "a comparator");
        t.value = value(t.what, take());
        return t;
    }

    rank_set predicate() {
        const piece first = take();
        if (first.text == "any") return states_.all();
        if (first.text == "in") return listed(first);
        if (first.text == "not") return static_cast<rank_set>(states_.all() & ~only(state(take())));
        const model::grade g = state(first);
        if (peek().text != "or") return only(g);
        take();
        const piece way = take();
        if (way.text == "worse") return states_.not_better_than(g);
        if (way.text == "better") return states_.not_worse_than(g);
        fail(way, fmt::format("expected \"worse\" or \"better\", found {}", quoted(way.text)),
             "several states are listed: in [a b]");
    }

    rank_set listed(const piece& in) {
        expect("[");
        rank_set who = 0;
        while (peek().text != "]") {
            if (peek().text.empty()) fail(peek(), "this list is never closed");
            if (peek().text == ",") fail(peek(), "states are listed without commas: in [a b]");
            who = static_cast<rank_set>(who | only(state(take())));
        }
        take();
        if (who == 0) fail(in, "a list of no states");
        return who;
    }

    std::int64_t value(measure what, const piece& p) {
        if (p.text.empty()) fail(p, "a value is missing after the comparator");
        if (what == measure::percent || what == measure::weight_percent)
            return checked(parse_percentage(p.text), p);
        if (what == measure::weight_sum) return checked(parse_weight(p.text), p);
        return checked(parse_integer(p.text, 0, max_quorum), p);
    }

    model::quorum quorum() {
        take();  // (
        const piece k = take();
        auto q = parse_quorum(k.text);
        if (!q) fail(k, q.wrong.message, q.wrong.hint);
        expect(")", "worst(2)");
        return *q.value;
    }

    model::grade state(const piece& p) {
        if (const auto g = states_.find(p.text)) return *g;
        if (p.text.empty()) fail(p, "a state is missing here");
        const std::vector<std::string_view> names = names_of(states_);
        std::string hint = did_you_mean(p.text, names);
        if (hint.empty()) hint = fmt::format("it has {}", fmt::join(names, ", "));
        fail(p, fmt::format("the model has no state {}", quoted(p.text)), std::move(hint));
    }

    static rank_set only(model::grade g) { return static_cast<rank_set>(1u << g.rank()); }

    template <class Value, std::size_t N>
    static Value one_of(const piece& p, const std::array<word<Value>, N>& words, std::string_view what) {
        std::vector<std::string_view> known;
        for (const auto& w : words) {
            if (w.text == p.text) return w.value;
            known.push_back(w.text);
        }
        std::string hint = did_you_mean(p.text, known);
        if (hint.empty()) hint = fmt::format("one of {}", fmt::join(known, " "));
        fail(p, fmt::format("expected {}, found {}", what, quoted(p.text)), std::move(hint));
    }

    template <class Value>
    static std::int64_t checked(parsed<Value> v, const piece& p) {
        if (!v) fail(p, v.wrong.message, v.wrong.hint);
        return static_cast<std::int64_t>(*v.value);
    }

    void expect(std::string_view what, std::string_view like = "count(healthy) >= 2") {
        if (peek().text != what)
            fail(peek(), fmt::format("expected {} here", quoted(what)),
                 fmt::format("write it like {}", like));
        take();
    }

    void expect_end() {
        if (!peek().text.empty()) fail(peek(), fmt::format("unexpected {}", quoted(peek().text)));
    }

    [[noreturn]] static void fail(const piece& at, std::string message, std::string hint = {}) {
        throw bad_rung{{std::move(message), std::move(hint), at.offset}};
    }

    const piece& peek() const { return pieces_[next_]; }
    piece take() {  // never past the end
        const piece p = pieces_[next_];
        if (!p.text.empty()) ++next_;
        return p;
    }

    std::vector<piece> pieces_;
    const model::scale& states_;
    std::size_t next_ = 0;
};

template <class Parse>
auto parse_with(std::string_view text, const model::scale& states, Parse&& parse)
    -> parsed<decltype(parse(std::declval<rung_parser&>()))> {
    if (text.size() > max_when_length)
        return mistake{fmt::format("a rung has at most {} characters", max_when_length), {}};
    try {
        rung_parser p{text, states};
        return parse(p);
    } catch (bad_rung& bad) {
        return std::move(bad.why);
    }
}

// Reports a mistake in a one-line text at its place.
template <class Value>
std::optional<Value> accepted(const node& n, parsed<Value> v, report& out) {
    if (!v) report_wrong(n, std::move(v.wrong), out);
    return std::move(v.value);
}

std::optional<model::resolution> as_resolution(const node& n, report& out, const model::scale& states) {
    const auto text = as_text(n, out);
    return text ? accepted(n, parse_resolution(*text, states), out) : std::nullopt;
}

std::optional<model::rung> read_rung(const node& item, const model::scale& states, report& out) {
    if (!expect_map(item, out)) return std::nullopt;
    map_reader keys{item, item.at, out};
    const node* when = keys.required("when");
    const node* then = keys.required("then");
    keys.finish();
    if (when == nullptr || then == nullptr) return std::nullopt;
    const auto text = as_text(*when, out);
    auto tests = text ? accepted(*when, parse_when(*text, states), out) : std::nullopt;
    const auto result = as_resolution(*then, out, states);
    if (!tests || !result) return std::nullopt;
    return model::rung{std::move(*tests), *result};
}

}  // namespace

parsed<std::vector<model::rung_test>> parse_when(std::string_view text, const model::scale& states) {
    return parse_with(text, states, [](rung_parser& p) { return p.tests(); });
}

parsed<model::resolution> parse_resolution(std::string_view text, const model::scale& states) {
    return parse_with(text, states, [](rung_parser& p) { return p.resolution(); });
}

parsed<model::quorum> parse_quorum(std::string_view text) {
    if (text.ends_with('%')) {
        const auto share = parse_percentage(text);
        if (!share) return share.wrong;
        if (*share.value == 0) return mistake{"a quorum of 0% is always met", {}};
        return model::quorum{0, *share.value};
    }
    const auto count = parse_integer(text, 1, max_quorum);
    if (!count) return count.wrong;
    return model::quorum{static_cast<std::uint32_t>(*count.value), std::nullopt};
}

std::optional<model::ladder> read_ladder(map_reader& keys, const member& rungs, const model::scale& states,
                                         report& out) {
    model::ladder l;
    keys.read("match", l.worst_match, as_word<bool, match_words.size()>, match_words);
    keys.read("round", l.round, as_word<rounding, round_words.size()>, round_words);
    keys.read("else", l.otherwise, as_resolution, states);
    if (!expect_list(rungs.value, out)) return std::nullopt;
    if (rungs.value.items.size() > max_rungs) {
        out.error(rungs.key_at, fmt::format("a ladder has at most {} rungs", max_rungs));
        return std::nullopt;
    }
    bool good = true;
    for (const node& item : rungs.value.items) {
        auto r = read_rung(item, states, out);
        good = good && r;
        if (r) l.rungs.push_back(std::move(*r));
    }
    return good ? std::optional{std::move(l)} : std::nullopt;
}

}  // namespace hm::config
