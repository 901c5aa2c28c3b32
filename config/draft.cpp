#include "config/draft.hpp"

#include "config/reader.hpp"

namespace hm::config {

void draft::claim_name(std::string_view name, claim c) {
    if (auto good = parse_name(name); !good) return out.error(c.at, good.wrong.message, good.wrong.hint);
    const auto [first, fresh] = names.emplace(name, c);
    if (fresh) return;
    out.error(c.at, fmt::format("the name {} of this {} is taken", quoted(name), c.what),
              fmt::format("it names a {} in line {}", first->second.what, first->second.at.line));
}

}  // namespace hm::config
