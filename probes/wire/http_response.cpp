#include "probes/wire/http_response.hpp"

#include "probes/wire/inflate.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/rfc7230.hpp>

#include <algorithm>

namespace hm::probes::wire {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using beast::error_code;

namespace {

// Beast's parser must see a whole header, or a whole chunk's head line, in one piece: so much of one is
// waited for.
constexpr std::size_t longest_piece = max_header_bytes + 4 * 1024;
// From a chunk's head on, at least so many bytes are still to come ("0\r\n\r\n"). Beast takes them for
// granted: a last chunk's head that is looked at again with fewer fails an assertion of its.
constexpr std::size_t shortest_chunked_end = 5;

bool same_field(beast::string_view a, std::string_view b) {
    return beast::iequals(a, beast::string_view{b.data(), b.size()});
}

// Keeps of a response what a probe looks at, without a node per field.
class slim_parser final : public http::basic_parser<false> {
public:
    explicit slim_parser(const http_expectation& expected) : expected_(expected) {
        skip(expected.head);
        header_limit(static_cast<std::uint32_t>(max_header_bytes));
        body_limit(expected.body_limit);
        if (expected.wanted_fields != nullptr) wanted.resize(expected.wanted_fields->size());
    }

    int status = 0;
    std::string phrase, location, coding, body;
    bool coding_spoilt = false;
    std::vector<std::optional<std::string>> wanted;

private:
    using view = beast::string_view;

    void on_request_impl(http::verb, view, view, int, error_code&) override {}
    void on_response_impl(int code, view reason, int, error_code& error) override {
        if (code < 100) error = http::error::bad_status;
        status = code;
        phrase = std::string{reason};
    }
    void on_field_impl(http::field name, view as_sent, view value, error_code&) override {
        if (name == http::field::location) location = std::string{value};
        if (name == http::field::content_encoding)
            coding += (coding.empty() ? "" : ", ") + std::string{value};
        for (std::size_t i = 0; i < wanted.size(); ++i)
            if (same_field(as_sent, (*expected_.wanted_fields)[i])) add_to(wanted[i], value);
    }
    void on_header_impl(error_code&) override {
        const bool known = beast::iequals(coding, "gzip") || beast::iequals(coding, "x-gzip") ||
                           beast::iequals(coding, "deflate");
        if (expected_.keep_body && known) decoder_.emplace(expected_.body_limit);
        if (known || beast::iequals(coding, "identity")) coding.clear();
    }
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(view part, error_code& error) override { return keep(part, error); }
    void on_chunk_header_impl(std::uint64_t, view, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, view part, error_code& error) override {
        return keep(part, error);
    }
    void on_finish_impl(error_code& error) override {
        if (decoder_ && got_body_ && !decoder_->complete()) spoilt(error);
    }
    void spoilt(error_code& error) {
        coding_spoilt = true;
        error = http::error::bad_value;
    }

    static void add_to(std::optional<std::string>& values, view one) {
        if (values)
            values->append(", ").append(one.data(), one.size());
        else
            values.emplace(one.data(), one.size());
    }

    std::size_t keep(view part, error_code& error) {
        if (decoder_) {
            const auto result = decoder_->add({part.data(), part.size()}, body);
            if (result == inflater::result::too_large) error = http::error::body_limit;
            if (result == inflater::result::malformed) spoilt(error);
            got_body_ = true;
        } else {
            const std::size_t most =
                expected_.keep_body ? part.size() : kept_beginning - std::min(body.size(), kept_beginning);
            body.append(part.data(), std::min(part.size(), most));
        }
        return part.size();
    }

    const http_expectation& expected_;
    std::optional<inflater> decoder_;
    bool got_body_ = false;
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

    progress parse(std::string_view bytes);
    progress put(std::string_view& bytes);
    progress fail(const error_code& why);
    bool is_interim() const;
    bool next_after_interim();

    http_expectation expected;
    std::optional<slim_parser> parser;
    std::string unused;            // bytes that the parser wants to see again, with more
    std::size_t header_bytes = 0;  // Beast's own limit is not exact: it starts anew with what is left over
    bool in_body = false;
    bool in_chunk_head = false;
    int interim = 0;
    error_code error;
};

http_response::http_response(const http_expectation& expected) : parts_(std::make_unique<parts>(expected)) {}
http_response::~http_response() = default;
http_response::http_response(http_response&&) noexcept = default;
http_response& http_response::operator=(http_response&&) noexcept = default;

http_response::progress http_response::took(std::string_view bytes) {
    parts& p = *parts_;
    if (p.unused.empty()) return p.parse(bytes);
    p.unused.append(bytes);
    const std::string all = std::exchange(p.unused, {});
    return p.parse(all);
}

namespace {

// Beast looks at nothing before a header is complete; a greeting of another protocol would be waited for
// until the deadline.
bool may_be_http(std::string_view bytes) {
    constexpr std::string_view start = "HTTP/1.";
    const std::string_view seen = bytes.substr(0, start.size());
    return start.substr(0, seen.size()) == seen;
}

}  // namespace

http_response::progress http_response::parts::parse(std::string_view bytes) {
    while (!bytes.empty()) {
        if (parser->status == 0 && !may_be_http(bytes)) return fail(http::error::bad_version);
        const bool too_short = in_chunk_head && bytes.size() < shortest_chunked_end;
        const std::size_t before = bytes.size();
        const progress p = too_short ? progress::need_more : put(bytes);
        if (p == progress::failed) return p;
        if (p == progress::need_more) {
            const bool saw_all = before <= longest_piece;
            if (bytes.size() == before && before >= longest_piece) return fail(http::error::buffer_overflow);
            if (!saw_all) continue;
            unused = bytes;
            return p;
        }
        if (!parser->is_done() || next_after_interim()) continue;
        if (error) return progress::failed;
        unused = bytes;
        return progress::complete;
    }
    return progress::need_more;
}

// One step of the parser, over one piece: takes what it used off `bytes`. `complete`: it can go on.
http_response::progress http_response::parts::put(std::string_view& bytes) {
    error_code why;
    const std::string_view piece = bytes.substr(0, longest_piece);
    const std::size_t used = parser->put(boost::asio::const_buffer{piece.data(), piece.size()}, why);
    bytes.remove_prefix(used);
    if (!in_body) header_bytes += used;
    in_body = parser->is_header_done();
    if (header_bytes > max_header_bytes) return fail(http::error::header_limit);
    // Nothing is left over of a chunk's body.
    in_chunk_head = why == http::error::need_more && in_body && parser->chunked() && !bytes.empty();
    if (why == http::error::need_more) return progress::need_more;
    return why ? fail(why) : progress::complete;
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
    if (parts_->parser->coding_spoilt) return "the compressed body cannot be decompressed";
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
const std::optional<std::string>& http_response::wanted(std::size_t n) const {
    return parts_->parser->wanted.at(n);
}
std::string_view http_response::unknown_coding() const {
    return parts_->parser->coding;
}
bool http_response::keeps_alive() const {
    return parts_->parser->is_done() && parts_->parser->keep_alive() && parts_->unused.empty();
}

}  // namespace hm::probes::wire
