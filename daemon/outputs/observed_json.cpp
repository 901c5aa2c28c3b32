#include "daemon/outputs/observed_json.hpp"

namespace hm::daemon {

namespace {

double seconds(std::chrono::milliseconds t) {
    return std::chrono::duration<double>(t).count();
}

void write_pair(json_writer& w, const observed_failures& o, const model::slo::co_failure& c) {
    const auto pair = w.object();
    w.key("a").text(o.parts[c.a]);
    w.key("b").text(o.parts[c.b]);
    w.key("a_down_s").number(seconds(c.a_down));
    w.key("b_down_s").number(seconds(c.b_down));
    w.key("both_down_s").number(seconds(c.both_down));
    w.key("both_known_s").number(seconds(c.both_known));
    w.key("by_chance_s").number(c.by_chance_s);
    w.key("ratio").number(c.ratio());
}

}  // namespace

void write_observed(json_writer& w, const observed_failures& o) {
    const auto all = w.object();
    w.key("from").time(o.from);
    w.key("to").time(o.to);
    w.key("recorded_s").number(seconds(o.recorded));
    w.key("parts_down").integer(static_cast<std::int64_t>(o.found.parts_down));
    w.key("pairs").integer(static_cast<std::int64_t>(o.found.pairs));
    w.key("left_out").integer(static_cast<std::int64_t>(o.found.left_out));
    const auto list = w.key("together").array();
    for (const model::slo::co_failure& c : o.found.worst) write_pair(w, o, c);
}

std::string observed_json(const observed_failures& o) {
    json_writer w;
    write_observed(w, o);
    return w.take();
}

std::string trouble_json(std::string_view trouble) {
    json_writer w;
    {
        const auto o = w.object();
        w.key("trouble").text(trouble);
    }
    return w.take();
}

}  // namespace hm::daemon
