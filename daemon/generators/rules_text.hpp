// A file of Prometheus rules as text: groups of rules, each recorded or told. Every value stands between
// quotes or in a block, so that YAML makes nothing else of it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hm::daemon {

using rule_labels = std::vector<std::pair<std::string_view, std::string>>;

class rules_text {
public:
    // What stands at the top, one comment line each.
    explicit rules_text(const std::vector<std::string>& remarks);

    void group(std::string_view name);
    // `expr` may have several lines.
    void record(std::string_view series, std::string_view expr, const rule_labels& labels = {});
    // Told once it was so for `lasting`, such as "5m"; empty: at once.
    void alert(std::string_view name, std::string_view expr, std::string_view lasting,
               const rule_labels& labels, std::string_view summary, std::string_view description);

    std::string take() { return std::move(out_); }

private:
    void expression(std::string_view expr);
    void pairs(std::string_view key, const rule_labels& pairs);

    std::string out_;
};

}  // namespace hm::daemon
