// `${region.x}` in a text: replaced by what the region's vars say, once for each place where a signal runs.
// Knows which variables were used (the rest is warned about) and whether a signal depends on its place at
// all.
#pragma once

#include "config/tree.hpp"
#include "model/definition.hpp"

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace hm::config {

// The bytes of the longest text after substitution.
inline constexpr std::size_t max_substituted = 1024 * 1024;

using variable_names = std::set<std::string, std::less<>>;

class substitution {
public:
    // `here`: none for a global entity, where `${region.…}` means nothing.
    substitution(const std::vector<model::region>& regions, model::region_id here, variable_names& used)
        : regions_(regions), here_(here), used_(used) {}

    // The text of a scalar with every `${…}` replaced; `$${` stands for `${`. Absent after a mistake.
    std::optional<std::string> text(const node& n, report& out);

    // Everything that was put in so far: places with the same are alike. Empty when nothing was.
    const std::string& fingerprint() const { return fingerprint_; }

private:
    const std::string* lookup(const node& n, std::string_view reference, std::size_t offset, report& out);
    const std::string* region_variable(const node& n, std::string_view name, std::size_t offset, report& out);
    void report_unknown(const node& n, std::string_view name, std::size_t offset, report& out) const;

    const std::vector<model::region>& regions_;
    model::region_id here_;
    variable_names& used_;
    std::string fingerprint_;
};

}  // namespace hm::config
