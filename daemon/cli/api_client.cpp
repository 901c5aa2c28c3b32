#include "daemon/cli/api_client.hpp"

#include "daemon/cli/commands.hpp"

#include <fmt/format.h>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/json/parse.hpp>
#include <boost/url/parse.hpp>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace hm::daemon::cli {

namespace {

namespace http = boost::beast::http;
using boost::asio::ip::tcp;
using boost::system::error_code;

// One exchange, step by step; every step by the same deadline.
class exchange {
public:
    exchange(http::request<http::string_body> asked) : asked_(std::move(asked)) {}

    api_answer run(const std::string& host, const std::string& port) {
        parser_.body_limit(max_answer_bytes);
        stream_.expires_after(ask_limit);
        error_code ec;
        const auto addresses = tcp::resolver{io_}.resolve(host, port, ec);
        if (ec) return {0, ec.message()};
        stream_.async_connect(addresses, [this](error_code e, const tcp::endpoint&) { connected(e); });
        io_.run();
        if (failed_)
            return {0, failed_ == boost::beast::error::timeout ? "it does not answer" : failed_.message()};
        return {static_cast<int>(parser_.get().result_int()), parser_.get().body()};
    }

private:
    void connected(error_code ec) {
        if (ec) return fail(ec);
        http::async_write(stream_, asked_, [this](error_code e, std::size_t) { sent(e); });
    }
    void sent(error_code ec) {
        if (ec) return fail(ec);
        http::async_read(stream_, buffer_, parser_, [this](error_code e, std::size_t) { fail(e); });
    }
    void fail(error_code ec) { failed_ = ec; }

    boost::asio::io_context io_{1};
    boost::beast::tcp_stream stream_{io_};
    http::request<http::string_body> asked_;
    boost::beast::flat_buffer buffer_;
    http::response_parser<http::string_body> parser_;
    error_code failed_;
};

std::string without_end_of_line(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    return text;
}

}  // namespace

api_client::api_client(const daemon_access& access) {
    const auto url = boost::urls::parse_uri(access.url);
    if (!url || url->scheme() != "http" || url->host().empty() || (url->encoded_path().size() > 1) ||
        url->has_query()) {
        mistake_ = fmt::format("{} is no address of a daemon; write it like {}", access.url, default_url);
        return;
    }
    host_ = url->host_address();
    port_ = url->has_port() ? std::string{url->port()} : "80";
    if (!access.token_file) {
        const char* token = std::getenv("HEALTHMODELD_TOKEN");
        token_ = token == nullptr ? "" : token;
        return;
    }
    std::ifstream file{*access.token_file};
    token_ = without_end_of_line({std::istreambuf_iterator<char>{file}, {}});
    if (!file.is_open() || token_.empty())
        mistake_ = fmt::format("there is no token in {}", *access.token_file);
}

api_answer api_client::ask(std::string_view method, const std::string& target, std::string body) const {
    http::request<http::string_body> asked{http::string_to_verb({method.data(), method.size()}), target, 11};
    asked.set(http::field::host, host_.find(':') == std::string::npos ? host_ : "[" + host_ + "]");
    asked.set(http::field::connection, "close");
    asked.set(http::field::user_agent, "healthmodeld");
    if (!token_.empty()) asked.set(http::field::authorization, "Bearer " + token_);
    if (!body.empty()) asked.set(http::field::content_type, "application/json");
    asked.body() = std::move(body);
    asked.prepare_payload();
    return exchange{std::move(asked)}.run(host_, port_);
}

std::string refusal_in_words(const api_answer& answer) {
    boost::json::error_code ec;
    const boost::json::value v = boost::json::parse(answer.body, ec);
    const std::string detail = !ec && v.is_object() ? text_of(v.get_object(), "detail") : std::string{};
    return detail.empty() ? without_end_of_line(answer.body) : detail;
}

int complain(std::string_view what, int code) {
    fmt::print(stderr, "healthmodeld: {}\n", what);
    return code;
}

// 400 and 404 are about what was typed, all else about the daemon.
int report_refusal(const daemon_access& access, const api_answer& answer) {
    if (answer.status == 0)
        return complain(fmt::format("no daemon at {}: {}", access.url, answer.body), exit_failed);
    const bool is_usage = answer.status == 400 || answer.status == 404;
    return complain(refusal_in_words(answer), is_usage ? exit_usage : exit_failed);
}

std::string text_of(const boost::json::object& o, std::string_view key) {
    const boost::json::value* v = o.if_contains(key);
    return v != nullptr && v->is_string() ? std::string{std::string_view{v->get_string()}} : std::string{};
}

std::string percent_encoded(std::string_view text) {
    std::string out;
    for (const unsigned char c : text) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           c == '-' || c == '.' || c == '_' || c == '~';
        if (plain)
            out += static_cast<char>(c);
        else
            out += fmt::format("%{:02X}", c);
    }
    return out;
}

}  // namespace hm::daemon::cli
