// What comes compressed, as it was: gzip and deflate (RFC 1950–1952), by zlib, in pieces, never more than a
// limit: a kilobyte can come to a megabyte.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace hm::probes::wire {

class inflater {
public:
    enum class result : std::uint8_t { ok, malformed, too_large };

    // `limit`: bytes that may come out in all.
    explicit inflater(std::size_t limit);
    ~inflater();
    inflater(inflater&&) noexcept;
    inflater& operator=(inflater&&) noexcept;

    // Appends what comes out.
    result add(std::string_view compressed, std::string& to);
    // The stream came to its end; what follows is not looked at.
    bool complete() const;

private:
    struct stream;
    std::unique_ptr<stream> stream_;
};

}  // namespace hm::probes::wire
