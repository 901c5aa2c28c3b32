#include "config/edge_maps.hpp"

#include "config/states.hpp"

namespace hm::config {

namespace {

using model::flag;
using model::map_entry;
using model::mapped;

constexpr std::array<word<flag>, 4> flag_words{{{"missing", flag::missing},
                                                {"stale", flag::stale},
                                                {"maintenance", flag::maintenance},
                                                {"acknowledged", flag::acknowledged}}};

std::optional<flag> flag_named(std::string_view key) {
    for (const auto& w : flag_words)
        if (w.text == key) return w.value;
    return std::nullopt;
}

class edge_map_reader {
public:
    edge_map_reader(report& out, const model::scale& states) : out_(out), states_(states) {}

    // `when`: the flag in whose map this stands; flags do not stand in each other.
    void read(const node& n, std::optional<flag> when) {
        if (!expect_map(n, out_)) {
            good_ = false;
            return;
        }
        for (const member& m : n.members) {
            const std::optional<flag> f = when ? std::nullopt : flag_named(m.key);
            if (!f)
                add(m, when, from_of(m, when.has_value()));
            else if (m.value.what == node::kind::map)
                read(m.value, f);
            else if (const auto to = target(m.value))
                entries_.push_back({f, std::nullopt, *to});
        }
    }

    std::optional<std::vector<map_entry>> take() {
        return good_ ? std::optional{std::move(entries_)} : std::nullopt;
    }

private:
    void add(const member& m, std::optional<flag> when, std::optional<model::grade> from) {
        const auto to = target(m.value);
        if (from && to) entries_.push_back({when, from, *to});
    }

    std::optional<model::grade> from_of(const member& m, bool in_flag) {
        if (const auto g = states_.find(m.key)) return g;
        std::vector<std::string_view> known = names_of(states_);
        if (!in_flag)
            for (const auto& w : flag_words) known.push_back(w.text);
        std::string hint = did_you_mean(m.key, known);
        if (hint.empty()) hint = fmt::format("known are {}", fmt::join(known, ", "));
        out_.error(m.key_at, fmt::format("the model has no state {}", quoted(m.key)), std::move(hint));
        good_ = false;
        return std::nullopt;
    }

    std::optional<mapped> target(const node& n) {
        if (n.what == node::kind::scalar && n.text == "drop") return mapped::drop();
        const auto g = as_state(n, out_, states_);
        good_ = good_ && g;
        return g ? std::optional{mapped{*g}} : std::nullopt;
    }

    report& out_;
    const model::scale& states_;
    std::vector<map_entry> entries_;
    bool good_ = true;
};

}  // namespace

std::optional<std::vector<map_entry>> as_edge_map(const node& n, report& out, const model::scale& states) {
    edge_map_reader r{out, states};
    r.read(n, std::nullopt);
    return r.take();
}

}  // namespace hm::config
