// Reduced ordered decision diagrams: functions of many two-valued variables ("is this leaf well?"), as a
// graph in which each subfunction stands once. So a leaf that a hundred branches share is asked once, and the
// chance of a value is a sum over nodes rather than over 2ⁿ combinations.
//   Bryant, Graph-Based Algorithms for Boolean Function Manipulation, IEEE Trans. Comp. C-35 (1986).
// Values are numbers whose meaning is the owner's. Variables are asked in the order of their numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hm::model {

class diagram {
public:
    using ref = std::uint32_t;
    using variable = std::uint32_t;
    static constexpr variable no_variable = ~variable{0};  // of a value; behind all others

    struct node {
        variable asked = no_variable;
        ref good = 0;  // where it goes on when the leaf is well; of a value: the value
        ref bad = 0;

        friend bool operator==(const node&, const node&) = default;
    };

    // Asked for more than `max_nodes` it is full: what it returns from then on means nothing, until it is cut
    // back.
    explicit diagram(std::size_t max_nodes);

    ref value(std::uint32_t v) { return unique({no_variable, v, 0}); }
    // Both go on with variables behind this one.
    ref choice(variable v, ref good, ref bad) { return good == bad ? good : unique({v, good, bad}); }

    const node& at(ref r) const { return nodes_[r]; }
    bool is_value(ref r) const { return nodes_[r].asked == no_variable; }
    std::uint32_t value_of(ref r) const { return nodes_[r].good; }

    // Nodes stand behind those that they lead to.
    std::size_t size() const { return nodes_.size(); }
    bool full() const { return full_; }
    // Forgets all but the first so many nodes.
    void cut_back(std::size_t size);

private:
    ref unique(node n);
    std::size_t place_of(const node& n) const;
    void rehash(std::size_t slots);

    std::size_t max_nodes_;
    std::vector<node> nodes_;
    std::vector<ref> slots_;  // open addressing; number of the node and one, 0 is free
    bool full_ = false;
};

}  // namespace hm::model
