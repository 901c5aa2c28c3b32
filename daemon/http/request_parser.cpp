#include "daemon/http/request_parser.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

namespace hm::daemon::http {

namespace beast_http = boost::beast::http;

namespace {

method method_of(beast_http::verb verb) {
    switch (verb) {
        case beast_http::verb::get:
            return method::get;
        case beast_http::verb::head:
            return method::head;
        case beast_http::verb::options:
            return method::options;
        case beast_http::verb::post:
            return method::post;
        case beast_http::verb::put:
            return method::put;
        case beast_http::verb::delete_:
            return method::del;
        default:
            return method::other;
    }
}

// "http://host/path" → "/path"; anything else stays.
std::string_view origin_form(std::string_view target) {
    const std::size_t scheme = target.find("://");
    if (target.empty() || target.front() == '/' || scheme == target.npos) return target;
    const std::size_t path = target.find('/', scheme + 3);
    return path == target.npos ? "/" : target.substr(path);
}

void append_to_list(std::string& list, std::string_view value) {
    if (!list.empty()) list.append(", ");
    list.append(value);
}

}  // namespace

request_parser::request_parser(request& into, const limits& granted) : into_(into), limits_(granted) {
    header_limit(static_cast<std::uint32_t>(granted.header_bytes));
    body_limit(granted.body_bytes);
    eager(true);
}

request_parser::result request_parser::feed(std::string_view bytes, std::size_t& taken) {
    taken = 0;
    while (!is_done()) {
        const std::string_view rest = bytes.substr(taken);
        if (rest.empty()) return result::need_more;
        error_code ec;
        const std::size_t used = put(boost::asio::const_buffer{rest.data(), rest.size()}, ec);
        taken += used;
        if (ec == beast_http::error::need_more) return result::need_more;
        if (ec) {
            if (refusal_ == 0) refuse_by(ec);
            return result::refused;
        }
    }
    into_.keep_alive = keep_alive();
    return result::done;
}

void request_parser::refuse(int status, std::string_view why) {
    refusal_ = status;
    refusal_text_ = why;
}

void request_parser::refuse_by(error_code ec) {
    if (ec == beast_http::error::header_limit) return refuse(431, "the headers are too large");
    if (ec == beast_http::error::body_limit) return refuse(413, "the body is too large");
    refuse(400, "this is not an HTTP request");
}

void request_parser::on_request_impl(beast_http::verb verb, text, text target, int version, error_code& ec) {
    if (target.size() > limits_.target_bytes) {
        refuse(414, "the target is too long");
        ec = beast_http::error::bad_target;
    } else {
        into_.verb = method_of(verb);
        into_.version = version;
        into_.target = origin_form({target.data(), target.size()});
    }
}

void request_parser::on_field_impl(field name, text, text value, error_code&) {
    if (name == field::accept) append_to_list(into_.accept, {value.data(), value.size()});
    if (name == field::accept_encoding) append_to_list(into_.accept_encoding, {value.data(), value.size()});
    if (name == field::authorization) into_.authorization.assign(value.data(), value.size());
    if (name == field::if_none_match) append_to_list(into_.if_none_match, {value.data(), value.size()});
}

void request_parser::on_header_impl(error_code& ec) {
    const auto length = content_length();
    if (length && *length > limits_.body_bytes) ec = beast_http::error::body_limit;
}

std::size_t request_parser::on_body_impl(text bytes, error_code&) {
    into_.body.append(bytes.data(), bytes.size());
    return bytes.size();
}

std::size_t request_parser::on_chunk_body_impl(std::uint64_t, text bytes, error_code& ec) {
    if (into_.body.size() + bytes.size() > limits_.body_bytes) {
        ec = beast_http::error::body_limit;
        return 0;
    }
    return on_body_impl(bytes, ec);
}

}  // namespace hm::daemon::http
