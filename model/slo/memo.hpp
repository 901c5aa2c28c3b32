// What was worked out before: a map from two 32-bit numbers to one, for the inner loops of diagram.hpp and
// structure.hpp, where a std::unordered_map would take most of the time.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace hm::model {

inline std::uint64_t mixed(std::uint64_t x) {
    x *= 0x9e3779b97f4a7c15u;
    return x ^ x >> 29;
}

class memo {
public:
    memo() { clear(); }

    std::optional<std::uint32_t> find(std::uint32_t a, std::uint32_t b) const {
        const slot& s = slots_[place_of(key_of(a, b))];
        return s.key == key_of(a, b) ? std::optional{s.result} : std::nullopt;
    }

    void put(std::uint32_t a, std::uint32_t b, std::uint32_t result) {
        if (2 * ++used_ > slots_.size()) grow();
        slots_[place_of(key_of(a, b))] = {key_of(a, b), result};
    }

    std::size_t size() const { return used_; }
    void clear() {
        slots_.assign(first_size, {});
        used_ = 0;
    }

private:
    static constexpr std::size_t first_size = 64;               // a power of two, like every size
    static constexpr std::uint64_t nobody = ~std::uint64_t{0};  // no pair of numbers of nodes is as large

    struct slot {
        std::uint64_t key = nobody;
        std::uint32_t result = 0;
    };

    static std::uint64_t key_of(std::uint32_t a, std::uint32_t b) { return std::uint64_t{a} << 32 | b; }

    // Where a key is, or would be put.
    std::size_t place_of(std::uint64_t key) const {
        std::size_t at = mixed(key) & (slots_.size() - 1);
        while (slots_[at].key != nobody && slots_[at].key != key) at = (at + 1) & (slots_.size() - 1);
        return at;
    }

    void grow() {
        std::vector<slot> before(2 * slots_.size());
        before.swap(slots_);
        for (const slot& s : before)
            if (s.key != nobody) slots_[place_of(s.key)] = s;
    }

    std::vector<slot> slots_;
    std::size_t used_ = 0;
};

}  // namespace hm::model
