#include "probes/wire/inflate.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <new>
#include <utility>

namespace hm::probes::wire {

namespace {

constexpr int any_header = 15 + 32;  // zlib's or gzip's
constexpr int no_header = -15;       // what some servers take "deflate" for
constexpr std::size_t piece = 16 * 1024;

}  // namespace

struct inflater::stream {
    explicit stream(std::size_t most) : limit(most) { begin(any_header); }
    ~stream() { inflateEnd(&z); }
    stream(const stream&) = delete;
    stream& operator=(const stream&) = delete;

    void begin(int window) {
        z = {};
        if (inflateInit2(&z, window) != Z_OK) throw std::bad_alloc{};
    }

    result run(std::string_view in, std::string& to);

    z_stream z{};
    std::size_t limit;
    std::size_t came_out = 0;
    std::size_t went_in = 0;
    bool complete = false;
};

inflater::result inflater::stream::run(std::string_view in, std::string& to) {
    std::array<char, piece> room;
    // zlib's interface does not know const.
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
    z.avail_in = static_cast<uInt>(in.size());
    do {
        z.next_out = reinterpret_cast<Bytef*>(room.data());
        z.avail_out = static_cast<uInt>(room.size());
        const int status = ::inflate(&z, Z_NO_FLUSH);
        const std::size_t out = room.size() - z.avail_out;
        came_out += out;
        if (came_out > limit) return result::too_large;
        to.append(room.data(), out);
        complete = status == Z_STREAM_END;
        if (complete || status == Z_BUF_ERROR) return result::ok;
        if (status != Z_OK) return result::malformed;
    } while (z.avail_in > 0 || z.avail_out == 0);
    return result::ok;
}

inflater::inflater(std::size_t limit) : stream_(std::make_unique<stream>(limit)) {}
inflater::~inflater() = default;
inflater::inflater(inflater&&) noexcept = default;
inflater& inflater::operator=(inflater&&) noexcept = default;

inflater::result inflater::add(std::string_view compressed, std::string& to) {
    stream& s = *stream_;
    if (s.complete || compressed.empty()) return result::ok;
    const bool is_start = std::exchange(s.went_in, s.went_in + compressed.size()) == 0;
    const result with_header = s.run(compressed, to);
    if (with_header != result::malformed || !is_start || s.came_out > 0) return with_header;
    inflateEnd(&s.z);
    s.begin(no_header);
    return s.run(compressed, to);
}

bool inflater::complete() const {
    return stream_->complete;
}

}  // namespace hm::probes::wire
