#include "daemon/cli/observed_text.hpp"

#include "model/slo/percent.hpp"

#include <fmt/format.h>

namespace hm::daemon::cli {

namespace {

std::string shown(std::chrono::milliseconds t) {
    return model::format_downtime(std::chrono::duration<double>(t).count());
}

std::string pair(const observed_failures& o, const model::slo::co_failure& c) {
    return fmt::format("  {} and {}: {}, by chance {} ({:.3g} times); down {} and {}\n", o.parts[c.a],
                       o.parts[c.b], shown(c.both_down), model::format_downtime(c.by_chance_s), c.ratio(),
                       shown(c.a_down), shown(c.b_down));
}

}  // namespace

std::string observed_text(const observed_failures& o) {
    const model::slo::co_failures& f = o.found;
    const std::string range =
        fmt::format("from {} to {}, of which {} are recorded", model::format_time(o.from),
                    model::format_time(o.to), shown(o.recorded));
    if (f.worst.empty())
        return fmt::format("Nothing was seen to be down together {}; {} parts were down.\n", range,
                           f.parts_down);
    std::string text = fmt::format("Seen to be down together {}:\n", range);
    for (const model::slo::co_failure& c : f.worst) text += pair(o, c);
    if (f.pairs > f.worst.size())
        text += fmt::format("  and {} more pairs, which were so for shorter or by chance\n",
                            f.pairs - f.worst.size());
    if (f.left_out > 0)
        text += fmt::format("  {} more parts were down for too short a time to be compared\n", f.left_out);
    return text;
}

}  // namespace hm::daemon::cli
