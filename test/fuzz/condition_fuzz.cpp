// Any text as a condition: refused at a place within it, or a well-formed tree whose own text says the same
// again, and which judges any runs by its windows as they are defined.
#include "config/conditions.hpp"

#include "model/tracker.hpp"
#include "test/model/naive_windows.hpp"

#include <cmath>
#include <cstdlib>

using namespace hm;

namespace {

constexpr std::size_t bytes_of_run = 4;
constexpr std::size_t most_runs = 200;

void require(bool holds) {
    if (!holds) std::abort();
}

bool same_shape(const model::condition& a, const model::condition& b) {
    if (a.text != b.text || a.nodes.size() != b.nodes.size()) return false;
    for (std::size_t i = 0; i < a.nodes.size(); ++i)
        if (a.nodes[i].op != b.nodes[i].op || a.nodes[i].what != b.nodes[i].what ||
            a.nodes[i].windowed != b.nodes[i].windowed || a.nodes[i].literal != b.nodes[i].literal ||
            a.nodes[i].children != b.nodes[i].children)
            return false;
    return true;
}

// Prefix order: children stand after their parent, and each node but the root has one.
void check_tree(const model::condition& c, const model::signal_spec& spec) {
    require(!c.nodes.empty() && c.nodes.size() <= config::max_condition_nodes);
    std::vector<int> parents(c.nodes.size(), 0);
    for (std::size_t i = 0; i < c.nodes.size(); ++i) {
        const auto& n = c.nodes[i];
        if (n.what == model::field::body) require(n.body_index < spec.body_paths.size());
        if (n.op == model::condition::kind::windowed) require(n.windowed < spec.windowed.size());
        for (const std::uint16_t child : n.children) {
            require(child > i && child < c.nodes.size());
            ++parents[child];
        }
    }
    for (std::size_t i = 1; i < parents.size(); ++i) require(parents[i] == 1);
}

// What a run of four bytes brings: when after the one before, how it ended, how long it took, what was
// answered.
struct scripted_run {
    model::duration later;
    model::observation seen;
};

scripted_run run_of(std::string_view bytes, std::size_t fields) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    scripted_run r;
    r.later = byte(0) * std::chrono::milliseconds{50};
    r.seen.why = byte(1) % 4 == 0 ? model::reason::timeout : model::reason::ok;
    r.seen.status = byte(1) % 3 == 0 ? 503 : 200;
    r.seen.latency = byte(2) * std::chrono::milliseconds{4};
    const model::body_value answers[] = {std::nullopt, model::value{byte(3) / 8.0},
                                         model::value{byte(3) % 2 == 0}, model::value{std::string{"ok"}}};
    r.seen.body.assign(fields, answers[byte(1) / 16 % 4]);
    return r;
}

bool nearly_equal(double a, double b) {
    return std::abs(a - b) <= 1e-9 * (1 + std::abs(b));
}

void check_figures(const model::signal_spec& spec, const model::signal_windows& windows,
                   const model::test::naive_windows& naive) {
    for (std::size_t i = 0; i < spec.windowed.size(); ++i) {
        const auto figure = windows.figure(i), expected = naive.figure(i);
        require(figure.has_value() == expected.has_value());
        if (figure) require(nearly_equal(*figure, *expected));
        if (figure) require(!to_string(spec.windowed[i], *figure).empty());
    }
}

// Whatever runs come: what holds says why, windows are what they are by definition, and the tracker agrees.
void check_judging(const std::shared_ptr<const model::signal_spec>& spec, std::string_view runs) {
    model::signal_windows windows{*spec};
    model::test::naive_windows naive{*spec};
    model::signal_tracker tracker{spec};
    model::steady_time now{};
    for (; runs.size() >= bytes_of_run; runs.remove_prefix(bytes_of_run)) {
        const auto [later, seen] = run_of(runs, spec->body_paths.size());
        now += later;
        windows.add(seen, now);
        const model::condition_result result = model::evaluate(*spec->unhealthy, seen, &windows);
        require(!(result.holds && result.field_missing));
        require(result.holds != result.echo.empty());

        model::observation judged = seen;
        tracker.add(judged, now);
        require(judged.judged == (seen.failed() || result.holds || result.field_missing
                                      ? model::state::unhealthy
                                      : model::state::healthy));
        if (!seen.failed() && judged.failed()) windows.correct(judged);
        naive.add(judged, now);
        check_figures(*spec, windows, naive);
    }
}

}  // namespace

// The text, and behind a zero byte the runs that it judges.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view input{reinterpret_cast<const char*>(data), size};
    const std::string_view text = input.substr(0, input.find('\0'));
    const std::string_view runs = input.substr(std::min(size, text.size() + 1));
    const auto spec = std::make_shared<model::signal_spec>();
    spec->min_samples = 2;
    const auto result = config::parse_condition(text, spec->body_paths, spec->windowed);
    if (!result) {
        require(!result.wrong.message.empty() && result.wrong.offset <= text.size());
        return 0;
    }
    check_tree(*result.value, *spec);
    for (const model::windowed_value& v : spec->windowed) check_tree(v.of, *spec);
    spec->unhealthy = *result.value;
    check_judging(spec, runs.substr(0, most_runs * bytes_of_run));

    // Blanks are added when it is shown, so that the longest ones may not fit again.
    if (result.value->text.size() > config::max_condition_length) return 0;
    const auto again = config::parse_condition(result.value->text, spec->body_paths, spec->windowed);
    require(again && same_shape(*result.value, *again.value));
    return 0;
}
