#include "config/reader.hpp"

#include <algorithm>
#include <unordered_map>

namespace hm::config {

namespace {

// A scalar's text; anything else is reported.
const std::string* scalar(const node& n, report& out, std::string_view wanted) {
    switch (n.what) {
        case node::kind::scalar:
            return &n.text;
        case node::kind::broken:
            return nullptr;
        case node::kind::null:
            out.error(n.at, fmt::format("{} is missing here", wanted));
            return nullptr;
        default:
            out.error(n.at, fmt::format("expected {}, found {}", wanted, describe(n.what)));
            return nullptr;
    }
}

template <class Value>
std::optional<Value> accept(const node& n, report& out, parsed<Value> result) {
    if (!result) report_wrong(n, std::move(result.wrong), out);
    return std::move(result.value);
}

}  // namespace

place place_in(const node& scalar, std::size_t offset, const report& out) {
    const std::string_view line = out.line(scalar.at);
    const auto start = static_cast<std::size_t>(std::max(scalar.at.column, 1) - 1);
    if (start >= line.size()) return scalar.at;
    const bool is_quoted = line[start] == '"' || line[start] == '\'';
    const std::string_view written = line.substr(start + (is_quoted ? 1 : 0));
    const std::string_view before = std::string_view{scalar.text}.substr(0, offset);
    if (offset > scalar.text.size() || !written.starts_with(before)) return scalar.at;
    const std::size_t column = start + (is_quoted ? 1 : 0) + offset + 1;
    return {scalar.at.line, static_cast<int>(column), scalar.at.file};
}

void report_wrong(const node& n, mistake wrong, report& out) {
    const bool has_variable = n.text.find("${") != std::string::npos;
    out.error(place_in(n, wrong.offset, out), std::move(wrong.message),
              has_variable ? "${...} is replaced only in texts that are sent, expected or addressed, in "
                             "files and in conditions"
                           : std::move(wrong.hint));
}

std::optional<std::string> as_text(const node& n, report& out) {
    const std::string* text = scalar(n, out, "a text");
    return text == nullptr ? std::nullopt : std::optional{*text};
}

std::optional<std::string> as_name(const node& n, report& out) {
    const std::string* text = scalar(n, out, "a name");
    return text == nullptr ? std::nullopt : accept(n, out, parse_name(*text));
}

std::optional<bool> as_bool(const node& n, report& out) {
    const std::string* text = scalar(n, out, "true or false");
    return text == nullptr ? std::nullopt : accept(n, out, parse_bool(*text));
}

std::optional<std::int64_t> as_integer(const node& n, report& out, std::int64_t min, std::int64_t max) {
    const std::string* text = scalar(n, out, "a whole number");
    return text == nullptr ? std::nullopt : accept(n, out, parse_integer(*text, min, max));
}

std::optional<model::duration> as_duration(const node& n, report& out, model::duration min,
                                           model::duration max) {
    const std::string* text = scalar(n, out, "a duration");
    if (text == nullptr) return std::nullopt;
    const std::optional<model::duration> value = accept(n, out, parse_duration(*text));
    if (!value) return std::nullopt;
    if (*value >= min && *value <= max) return value;
    out.error(n.at, fmt::format("{} is not within {} to {}", *text, model::format_duration(min),
                                model::format_duration(max)));
    return std::nullopt;
}

std::optional<model::parts_per_billion> as_percentage(const node& n, report& out) {
    const std::string* text = scalar(n, out, "a percentage");
    return text == nullptr ? std::nullopt : accept(n, out, parse_percentage(*text));
}

std::optional<std::size_t> as_size(const node& n, report& out, std::size_t max) {
    const std::string* text = scalar(n, out, "a size");
    if (text == nullptr) return std::nullopt;
    const std::optional<std::size_t> value = accept(n, out, parse_size(*text));
    if (!value || *value <= max) return value;
    out.error(n.at, fmt::format("{} is more than {} bytes", *text, max));
    return std::nullopt;
}

std::optional<model::weight> as_weight(const node& n, report& out) {
    const std::string* text = scalar(n, out, "a weight");
    return text == nullptr ? std::nullopt : accept(n, out, parse_weight(*text));
}

bool expect_map(const node& n, report& out) {
    if (n.what == node::kind::map || n.what == node::kind::null) return true;
    if (n.what != node::kind::broken)
        out.error(n.at, fmt::format("expected `key: value` lines, found {}", describe(n.what)));
    return false;
}

bool expect_list(const node& n, report& out) {
    if (n.what == node::kind::sequence) return true;
    if (n.what == node::kind::null)
        out.error(n.at, "a list is missing here");
    else if (n.what != node::kind::broken)
        out.error(n.at, fmt::format("expected a list, found {}", describe(n.what)), "write it like [a, b]");
    return false;
}

void expect_unique(const node& merged, std::string_view what, report& out) {
    std::unordered_map<std::string_view, place> seen;
    for (const member& m : merged.members)
        if (const auto [first, fresh] = seen.emplace(m.key, m.key_at); !fresh)
            out.error(m.key_at, fmt::format("the name {} of this {} is taken", quoted(m.key), what),
                      fmt::format("it names a {} in {}", what, out.where(first->second)),
                      {{first->second, fmt::format("the {} of this name", what)}});
}

std::span<const node> one_or_more(const node& n) {
    if (n.what == node::kind::sequence) return n.items;
    return {&n, 1};
}

map_reader::map_reader(const node& map, place at, report& out) : map_(map), at_(at), out_(out) {
    known_.reserve(16);
}

const member* map_reader::find(std::string_view key) {
    known_.push_back(key);
    return map_.find(key);
}

const node* map_reader::optional(std::string_view key) {
    const member* m = find(key);
    return m == nullptr ? nullptr : &m->value;
}

const node* map_reader::required(std::string_view key) {
    const node* n = optional(key);
    if (n == nullptr) out_.error(at_, fmt::format("the key \"{}\" is missing", key));
    return n;
}

bool map_reader::refuse(std::span<const std::string_view> keys, std::string_view why, std::string_view hint) {
    for (const member& m : map_.members) {
        const auto key = std::find(keys.begin(), keys.end(), m.key);
        if (key == keys.end()) continue;
        out_.error(m.key_at, fmt::format("{} {}", quoted(m.key), why), std::string{hint});
        refused_.push_back(*key);
    }
    return !refused_.empty();
}

void map_reader::finish() {
    for (const member& m : map_.members) {
        const auto stands_in = [&](const std::vector<std::string_view>& keys) {
            return std::find(keys.begin(), keys.end(), m.key) != keys.end();
        };
        if (stands_in(known_) || stands_in(refused_)) continue;
        out_.error(m.key_at, fmt::format("unknown key {}", quoted(m.key)),
                   out_.full() ? std::string{} : hint_for(m.key));
    }
}

std::string map_reader::hint_for(std::string_view unknown) const {
    if (std::string meant = did_you_mean(unknown, known_); !meant.empty()) return meant;
    const bool like_a_condition = unknown.find_first_of(" <>=") != std::string_view::npos;
    if (like_a_condition)
        return "this looks like a part of a condition: join the parts with `and` or `or`, not with a comma";
    std::vector<std::string_view> once;
    for (std::string_view key : known_)
        if (std::find(once.begin(), once.end(), key) == once.end()) once.push_back(key);
    return fmt::format("possible here: {}", fmt::join(once, ", "));
}

}  // namespace hm::config
