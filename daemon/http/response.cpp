#include "daemon/http/response.hpp"

#include <fmt/format.h>
#include <boost/beast/http/status.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cstddef>

namespace hm::daemon::http {

namespace {

std::string_view phrase(int status) {
    const auto text = boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(status));
    return {text.data(), text.size()};
}

bool breaks_a_line(char c) {
    return static_cast<unsigned char>(c) < ' ' || c == 127;
}

std::string& append_number(std::string& to, std::size_t n) {
    const fmt::format_int digits{n};
    return to.append(digits.data(), digits.size());
}

std::string quoted(std::string_view text) {
    return boost::json::serialize(boost::json::string_view{text.data(), text.size()});
}

}  // namespace

void append_header(std::string& to, std::string_view name, std::string_view value) {
    to.append(name).append(": ");
    const auto begin = static_cast<std::ptrdiff_t>(to.size());
    to.append(value);
    std::replace_if(to.begin() + begin, to.end(), breaks_a_line, '?');
    to.append("\r\n");
}

response& response::add(std::string_view name, std::string_view value) {
    append_header(headers, name, value);
    return *this;
}

void append_head(std::string& to, const response& r, const request& asked, bool keep_alive,
                 std::string_view date) {
    append_number(to.append("HTTP/1.1 "), static_cast<std::size_t>(r.status));
    to.append(" ").append(phrase(r.status)).append("\r\nDate: ").append(date).append("\r\n");
    const bool has_body = r.status != 304 && !r.streaming;
    if (!r.content_type.empty() && r.status != 304) append_header(to, "Content-Type", r.content_type);
    if (has_body) append_number(to.append("Content-Length: "), r.body().size()).append("\r\n");
    if (r.shared_headers) to.append(*r.shared_headers);
    to.append(r.headers);
    if (!keep_alive)
        to.append("Connection: close\r\n");
    else if (asked.version == 10)
        to.append("Connection: keep-alive\r\n");
    to.append("\r\n");
}

response text_answer(int status, std::string text) {
    response r;
    r.status = status;
    r.text = std::move(text);
    r.text.push_back('\n');
    return r;
}

response json_answer(std::string json, int status) {
    response r;
    r.status = status;
    r.content_type = application_json;
    r.text = std::move(json);
    r.text.push_back('\n');
    return r;
}

response problem(int status, std::string_view detail) {
    response r = json_answer(fmt::format(R"({{"type":"about:blank","title":{},"status":{},"detail":{}}})",
                                         quoted(phrase(status)), status, quoted(detail)),
                             status);
    r.content_type = problem_json;
    return r;
}

}  // namespace hm::daemon::http
