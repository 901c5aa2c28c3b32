#include "probes/wire/http_response.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>
#include <vector>

namespace hm::probes::wire {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using beast::error_code;

namespace {

constexpr std::size_t first_buffer = 4 * 1024;
// Beast's parser must see a whole header, or a whole chunk's head line, in one piece.
constexpr std::size_t largest_buffer = max_header_bytes + first_buffer;
// From a chunk's head on, at least so many bytes are still to come ("0\r\n\r\n"). Beast takes them for
// granted: a last chunk's head that is looked at again with fewer fails an assertion of its.
constexpr std::size_t shortest_chunked_end = 5;

// Keeps of a response what a probe looks at, without a node per field.
class slim_parser final : public http::basic_parser<false> {
public:
    explicit slim_parser(const http_expectation& expected) : keep_body_(expected.keep_body) {
        skip(expected.head);
        header_limit(static_cast<std::uint32_t>(max_header_bytes));
        body_limit(expected.body_limit);
    }

    int status = 0;
    std::string phrase, location, body;

private:
    using view = beast::string_view;

    void on_request_impl(http::verb, view, view, int, error_code&) override {}
    void on_response_impl(int code, view reason, int, error_code& error) override {
        if (code < 100) error = http::error::bad_status;
        status = code;
        phrase = std::string{reason};
    }
    void on_field_impl(http::field name, view, view value, error_code&) override {
        if (name == http::field::location) location = std::string{value};
    }
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(view part, error_code&) override { return keep(part); }
    void on_chunk_header_impl(std::uint64_t, view, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, view part, error_code&) override { return keep(part); }
    void on_finish_impl(error_code&) override {}

    std::size_t keep(view part) {
        if (keep_body_) body.append(part.data(), part.size());
        return part.size();
    }

    bool keep_body_;
};

http_response::fault fault_of(const error_code& error) {
    if (error == http::error::header_limit || error == http::error::body_limit ||
        error == http::error::buffer_overflow)
        return http_response::fault::too_large;
    if (error == http::error::partial_message || error == http::error::end_of_stream)
        return http_response::fault::cut_short;
    return http_response::fault::malformed;
}

}  // namespace

struct http_response::parts {
    explicit parts(const http_expectation& e) : expected(e) { parser.emplace(expected); }

    progress parse();
    progress fail(const error_code& why);
    bool may_be_http() const;
    bool is_interim() const;
    bool next_after_interim();

    http_expectation expected;
    std::optional<slim_parser> parser;
    std::vector<char> buffer = std::vector<char>(first_buffer);
    std::size_t begin = 0, end = 0;  // the bytes that the parser has not used yet
    std::size_t header_bytes = 0;    // Beast's own limit is not exact: it starts anew with what is left over
    bool in_body = false;
    bool in_chunk_head = false;
    int interim = 0;
    error_code error;
};

http_response::http_response(const http_expectation& expected) : parts_(std::make_unique<parts>(expected)) {}
http_response::~http_response() = default;
http_response::http_response(http_response&&) noexcept = default;
http_response& http_response::operator=(http_response&&) noexcept = default;

std::span<char> http_response::room() {
    parts& p = *parts_;
    if (p.begin > 0) {
        std::memmove(p.buffer.data(), p.buffer.data() + p.begin, p.end - p.begin);
        p.end -= p.begin;
        p.begin = 0;
    }
    if (p.end == p.buffer.size()) p.buffer.resize(std::min(2 * p.buffer.size(), largest_buffer));
    return std::span{p.buffer}.subspan(p.end);
}

http_response::progress http_response::took(std::size_t bytes) {
    parts_->end += bytes;
    return parts_->parse();
}

http_response::progress http_response::parts::parse() {
    while (begin < end) {
        if (parser->status == 0 && !may_be_http()) return fail(http::error::bad_version);
        if (in_chunk_head && end - begin < shortest_chunked_end) return progress::need_more;
        error_code why;
        const std::size_t used =
            parser->put(boost::asio::const_buffer{buffer.data() + begin, end - begin}, why);
        begin += used;
        if (!in_body) header_bytes += used;
        in_body = parser->is_header_done();
        if (header_bytes > max_header_bytes) return fail(http::error::header_limit);
        // Nothing is left over of a chunk's body.
        in_chunk_head = why == http::error::need_more && in_body && parser->chunked() && begin < end;
        if (why == http::error::need_more) {
            if (begin == 0 && end == largest_buffer) return fail(http::error::buffer_overflow);
            return progress::need_more;
        }
        if (why) return fail(why);
        if (!parser->is_done()) continue;
        if (!next_after_interim()) return error ? progress::failed : progress::complete;
    }
    return progress::need_more;
}

// Beast looks at nothing before a header is complete; a greeting of another protocol would be waited for
// until the deadline.
bool http_response::parts::may_be_http() const {
    constexpr std::string_view start = "HTTP/1.";
    const std::string_view seen{buffer.data() + begin, std::min(end - begin, start.size())};
    return start.substr(0, seen.size()) == seen;
}

// 101 is final: what follows is no HTTP any more, and nobody asked for it.
bool http_response::parts::is_interim() const {
    return parser->status / 100 == 1 && parser->status != 101;
}

bool http_response::parts::next_after_interim() {
    if (!is_interim()) return false;
    if (++interim > max_interim_responses) {
        fail(http::error::bad_status);
        return false;
    }
    parser.emplace(expected);
    header_bytes = 0;
    in_body = in_chunk_head = false;
    return true;
}

http_response::progress http_response::parts::fail(const error_code& why) {
    error = why;
    return progress::failed;
}

// Complete when the end of the connection is the end of the body.
http_response::progress http_response::ended() {
    parts& p = *parts_;
    if (!p.parser->got_some()) return p.fail(http::error::end_of_stream);
    error_code why;
    p.parser->put_eof(why);
    if (why) return p.fail(why);
    return p.parser->is_done() ? progress::complete : p.fail(http::error::partial_message);
}

http_response::fault http_response::failure() const {
    return parts_->error ? fault_of(parts_->error) : fault::none;
}

std::string http_response::failure_words() const {
    const error_code& error = parts_->error;
    if (error == http::error::header_limit || error == http::error::buffer_overflow)
        return "the header is larger than " + std::to_string(max_header_bytes) + " bytes";
    if (error == http::error::body_limit)
        return "the body is larger than " + std::to_string(parts_->expected.body_limit) + " bytes";
    if (error == http::error::end_of_stream) return "closed without an answer";
    if (error == http::error::partial_message) return "closed before the end of the answer";
    return error ? "not HTTP: " + error.message() : std::string{};
}

bool http_response::has_header() const {
    return parts_->parser->is_header_done();
}
int http_response::status() const {
    return has_header() && !parts_->is_interim() ? parts_->parser->status : 0;
}
std::string_view http_response::phrase() const {
    return parts_->parser->phrase;
}
std::string_view http_response::location() const {
    return parts_->parser->location;
}
std::string_view http_response::body() const {
    return parts_->parser->body;
}

}  // namespace hm::probes::wire
