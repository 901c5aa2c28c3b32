// An HTTP/1.x response, from bytes: sans-io, over Beast's parser. Limits what a hostile peer can make us
// hold.
//
//   response.took(bytes);                   // → need_more, complete or failed
//   response.ended();                       // the peer closed instead
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hm::probes::wire {

inline constexpr std::size_t max_header_bytes = 32 * 1024;  // status line and all fields of one response
inline constexpr int max_interim_responses = 8;             // 100 Continue and its like before the real one

struct http_expectation {
    bool head = false;           // the request was HEAD: no body follows, whatever the header says
    bool keep_body = false;      // decompressed; else it is counted and forgotten, but for its beginning
    std::size_t body_limit = 0;  // bytes of body, as sent and decompressed
    // The fields whose values are kept; outlives the response.
    const std::vector<std::string>* wanted_fields = nullptr;
};

// Of a body that nobody asked for, so many bytes are kept all the same: the peer's own words.
inline constexpr std::size_t kept_beginning = 256;

class http_response {
public:
    enum class progress : std::uint8_t { need_more, complete, failed };
    enum class fault : std::uint8_t { none, malformed, too_large, cut_short };

    explicit http_response(const http_expectation& expected);
    ~http_response();
    http_response(http_response&&) noexcept;
    http_response& operator=(http_response&&) noexcept;

    progress took(std::string_view bytes);
    progress ended();

    fault failure() const;
    std::string failure_words() const;  // what was wrong, when failure() is not none

    // From the header on; interim responses do not show.
    bool has_header() const;
    int status() const;
    std::string_view phrase() const;    // as sent: not printable
    std::string_view location() const;  // likewise; empty when there is none
    std::string_view body() const;      // decoded; only its beginning unless keep_body
    // Of the n-th of wanted_fields: its values, joined as one (RFC 9110 §5.3). Absent when it is not there.
    const std::optional<std::string>& wanted(std::size_t n) const;
    // The coding that the body still has, because it is none that is known here; empty when it has none.
    std::string_view unknown_coding() const;
    bool keeps_alive() const;  // the connection may be used again; once complete

private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

}  // namespace hm::probes::wire
