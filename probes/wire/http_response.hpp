// An HTTP/1.x response, from bytes: sans-io, over Beast's parser. Limits what a hostile peer can make us
// hold.
//
//   auto room = response.room();            // put bytes there
//   response.took(n);                       // → need_more, complete or failed
//   response.ended();                       // the peer closed instead
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace hm::probes::wire {

inline constexpr std::size_t max_header_bytes = 32 * 1024;  // status line and all fields of one response
inline constexpr int max_interim_responses = 8;             // 100 Continue and its like before the real one

struct http_expectation {
    bool head = false;           // the request was HEAD: no body follows, whatever the header says
    bool keep_body = false;      // else it is counted and forgotten
    std::size_t body_limit = 0;  // bytes of decoded body
};

class http_response {
public:
    enum class progress : std::uint8_t { need_more, complete, failed };
    enum class fault : std::uint8_t { none, malformed, too_large, cut_short };

    explicit http_response(const http_expectation& expected);
    ~http_response();
    http_response(http_response&&) noexcept;
    http_response& operator=(http_response&&) noexcept;

    // Where the next bytes go; never empty. Valid until the next call.
    std::span<char> room();
    progress took(std::size_t bytes);
    progress ended();

    fault failure() const;
    std::string failure_words() const;  // what was wrong, when failure() is not none

    // From the header on; interim responses do not show.
    bool has_header() const;
    int status() const;
    std::string_view phrase() const;    // as sent: not printable
    std::string_view location() const;  // likewise; empty when there is none
    std::string_view body() const;      // decoded; empty unless keep_body

private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

}  // namespace hm::probes::wire
