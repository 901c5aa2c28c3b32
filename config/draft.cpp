#include "config/draft.hpp"

#include "config/reader.hpp"

namespace hm::config {

void draft::claim_name(std::string_view name, claim c) {
    if (auto good = parse_name(name); !good) return out.error(c.at, good.wrong.message, good.wrong.hint);
    const auto [first, fresh] = names.emplace(name, c);
    if (fresh) return;
    const claim& before = first->second;
    const bool same_file = before.at.file == c.at.file;
    out.error(c.at, fmt::format("the name {} of this {} is taken", quoted(name), c.what),
              fmt::format("it names a {} in {}", before.what,
                          same_file ? fmt::format("line {}", before.at.line) : out.where(before.at)),
              {{before.at, fmt::format("the {} of this name", before.what)}});
}

}  // namespace hm::config
