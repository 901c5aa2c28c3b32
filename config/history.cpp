#include "config/history.hpp"

#include "config/times.hpp"

namespace hm::config {

void read_history(const member& m, history_settings& into, report& out) {
    if (!expect_map(m.value, out)) return;
    map_reader keys{m.value, m.key_at, out};
    read_time(keys, "keep", into.keep, min_history, max_duration, out);
    if (const node* n = keys.optional("max_size"))
        if (const auto size = as_size(*n, out, max_size)) {
            into.max_size = *size;
            if (*size < min_history_size) out.error(n->at, fmt::format("{} is less than 8MiB", n->text));
        }
    keys.finish();
}

}  // namespace hm::config
