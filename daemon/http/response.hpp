// An answer, as handlers make it, and its head on the wire. A body that many answers share is held by pointer
// and never copied. A stream stays open and gets chunks pushed (server-sent events).
#pragma once

#include "daemon/http/request.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace hm::daemon::http {

inline constexpr std::string_view text_plain = "text/plain; charset=utf-8";
inline constexpr std::string_view application_json = "application/json";
inline constexpr std::string_view problem_json = "application/problem+json";

using shared_text = std::shared_ptr<const std::string>;

// The open end of a streaming answer. On the listener's thread only.
class stream {
public:
    virtual ~stream() = default;
    // False when the peer is gone, or so slow that its queue is full; it is dropped then.
    virtual bool push(shared_text chunk) = 0;
    virtual bool is_open() const = 0;
    virtual void close() = 0;  // after what is queued
};

struct response {
    int status = 200;
    std::string_view content_type = text_plain;              // a literal; empty: no such header
    shared_text shared_headers;                              // prepared lines, each "Name: value\r\n"
    std::string headers;                                     // further ones
    std::string text;                                        // the body, …
    shared_text shared_body;                                 // … or one that others hold too
    std::function<void(std::shared_ptr<stream>)> streaming;  // called once the head is on its way

    std::string_view body() const { return shared_body ? std::string_view{*shared_body} : text; }
    response& add(std::string_view name, std::string_view value);
};

// One header line; what could break the line becomes '?'.
void append_header(std::string& to, std::string_view name, std::string_view value);

// Status line and headers, to the empty line. `date` is an HTTP date.
void append_head(std::string& to, const response& r, const request& asked, bool keep_alive,
                 std::string_view date);

response text_answer(int status, std::string text);  // a line feed is added
response json_answer(std::string json, int status = 200);

// RFC 9457. `detail` says what was wrong with this request.
response problem(int status, std::string_view detail);

}  // namespace hm::daemon::http
