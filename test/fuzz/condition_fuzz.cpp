// Any text as a condition: refused at a place within it, or a well-formed tree whose own text says the same
// again.
#include "config/conditions.hpp"

#include "model/observation.hpp"

#include <cstdlib>

using namespace hm;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

bool same_shape(const model::condition& a, const model::condition& b) {
    if (a.text != b.text || a.nodes.size() != b.nodes.size()) return false;
    for (std::size_t i = 0; i < a.nodes.size(); ++i)
        if (a.nodes[i].op != b.nodes[i].op || a.nodes[i].what != b.nodes[i].what ||
            a.nodes[i].literal != b.nodes[i].literal || a.nodes[i].children != b.nodes[i].children)
            return false;
    return true;
}

// Prefix order: children stand after their parent, and each node but the root has one.
void check_tree(const model::condition& c, const std::vector<config::body_path>& paths) {
    require(!c.nodes.empty() && c.nodes.size() <= config::max_condition_nodes);
    std::vector<int> parents(c.nodes.size(), 0);
    for (std::size_t i = 0; i < c.nodes.size(); ++i) {
        const auto& n = c.nodes[i];
        if (n.what == model::field::body) require(n.body_index < paths.size());
        for (const std::uint16_t child : n.children) {
            require(child > i && child < c.nodes.size());
            ++parents[child];
        }
    }
    for (std::size_t i = 1; i < parents.size(); ++i) require(parents[i] == 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    std::vector<config::body_path> paths;
    const auto result = config::parse_condition(text, paths);
    if (!result) {
        require(!result.wrong.message.empty() && result.wrong.offset <= text.size());
        return 0;
    }
    check_tree(*result.value, paths);

    model::observation seen;
    seen.why = model::reason::ok;
    seen.body.resize(paths.size());
    model::evaluate(*result.value, seen);

    // Blanks are added when it is shown, so that the longest ones may not fit again.
    if (result.value->text.size() > config::max_condition_length) return 0;
    const auto again = config::parse_condition(result.value->text, paths);
    require(again && same_shape(*result.value, *again.value));
    return 0;
}
