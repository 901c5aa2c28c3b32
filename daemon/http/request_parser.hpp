// Reads one request off a connection's bytes into a `request`, by Beast's parser and within our limits.
// Sans-io: bytes in, "need more" / done / refusal out. Nothing is kept of headers that nobody looks at.
#pragma once

#include "daemon/http/limits.hpp"
#include "daemon/http/request.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <string_view>

namespace hm::daemon::http {

class request_parser : public boost::beast::http::basic_parser<true> {
public:
    request_parser(request& into, const limits& granted);

    enum class result { need_more, done, refused };

    // `bytes` is all that has come and was not yet taken; `taken` says how much of it is dealt with now.
    result feed(std::string_view bytes, std::size_t& taken);

    // After `refused`: the status and a short text.
    int refusal() const { return refusal_; }
    std::string_view refusal_text() const { return refusal_text_; }

private:
    using error_code = boost::beast::error_code;
    using field = boost::beast::http::field;
    using text = boost::beast::string_view;

    void refuse(int status, std::string_view text);
    void refuse_by(error_code ec);

    void on_request_impl(boost::beast::http::verb verb, text name, text target, int version,
                         error_code& ec) override;
    void on_response_impl(int, text, int, error_code&) override {}
    void on_field_impl(field name, text, text value, error_code& ec) override;
    void on_header_impl(error_code& ec) override;
    void on_body_init_impl(boost::optional<std::uint64_t> const&, error_code&) override {}
    std::size_t on_body_impl(text bytes, error_code& ec) override;
    void on_chunk_header_impl(std::uint64_t, text, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, text bytes, error_code& ec) override;
    void on_finish_impl(error_code&) override {}

    request& into_;
    const limits& limits_;
    int refusal_ = 0;
    std::string_view refusal_text_;
};

}  // namespace hm::daemon::http
