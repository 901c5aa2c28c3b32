#include "daemon/history/bucket_text.hpp"

namespace hm::daemon {

namespace {

// Seven bits a byte, the lowest first; the top bit says that more follow.
void put(std::string& to, std::uint32_t n) {
    for (; n >= 0x80; n >>= 7) to += static_cast<char>(n | 0x80);
    to += static_cast<char>(n);
}

bool take(std::string_view& from, std::uint32_t& n) {
    n = 0;
    for (unsigned shift = 0; !from.empty() && shift < 32; shift += 7) {
        const auto byte = static_cast<unsigned char>(from.front());
        from.remove_prefix(1);
        n |= static_cast<std::uint32_t>(byte & 0x7f) << shift;
        if (byte < 0x80) return true;
    }
    return false;
}

}  // namespace

// Pairs: how many empty ones come first, then the count.
std::string to_bytes(const latency_buckets& buckets) {
    std::string bytes;
    std::uint32_t empty = 0;
    for (const std::uint32_t n : buckets) {
        if (n == 0) {
            ++empty;
            continue;
        }
        put(bytes, empty);
        put(bytes, n);
        empty = 0;
    }
    return bytes;
}

latency_buckets buckets_of(std::string_view bytes) {
    latency_buckets buckets{};
    std::size_t at = 0;
    for (std::uint32_t empty = 0, n = 0; take(bytes, empty) && take(bytes, n); ++at) {
        at += empty;
        if (at >= buckets.size()) break;
        buckets[at] = n;
    }
    return buckets;
}

}  // namespace hm::daemon
