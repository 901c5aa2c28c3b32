#include "probes/wire/http_request.hpp"

#include "model/secrets.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace hm::probes::wire {

namespace urls = boost::urls;

namespace {

bool same_name(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

constexpr std::array<std::string_view, 4> telling_headers{"authorization", "proxy-authorization", "cookie",
                                                          "x-api-key"};

using header = std::pair<std::string, std::string>;

bool holds_any(const std::string& text, const std::vector<std::string>& secrets) {
    return model::without_secrets(text, secrets) != text;
}

std::vector<header> headers_of(const model::http_spec& spec, const http_hop& hop,
                               const std::vector<std::string>& secrets) {
    std::vector<header> sent = spec.headers;
    if (hop.with_credentials) return sent;
    std::erase_if(sent, [&secrets](const header& h) {
        return same_name(h.first, "host") || tells_who_asks(h.first) || holds_any(h.first, secrets) ||
               holds_any(h.second, secrets);
    });
    return sent;
}

bool is_set(const std::vector<header>& headers, std::string_view name) {
    return std::any_of(headers.begin(), headers.end(),
                       [name](const header& h) { return same_name(h.first, name); });
}

std::string on_one_line(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; }, ' ');
    return text;
}

std::uint16_t usual_port(bool https) {
    return https ? 443 : 80;
}

std::string authority(const http_place& place) {
    std::string text = place.host.find(':') == std::string::npos ? place.host : "[" + place.host + "]";
    if (place.port != usual_port(place.https)) text += ":" + std::to_string(place.port);
    return text;
}

std::string joined(const std::vector<model::content_coding>& codings) {
    std::string text;
    for (const model::content_coding c : codings)
        text += (text.empty() ? "" : ", ") + std::string{to_string(c)};
    return text;
}

bool wants_length(const std::string& method) {
    return method == "POST" || method == "PUT" || method == "PATCH";
}

std::string host_of(const urls::url& url) {
    std::string host = url.host();
    if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
    return host;
}

// Boost.URL's own port_number() wraps around.
std::optional<std::uint16_t> port_of(const urls::url& url) {
    const std::string text{url.port()};
    if (text.empty()) return usual_port(url.scheme_id() == urls::scheme::https);
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size() || port == 0) return std::nullopt;
    return port;
}

// 303 asks for a GET; 301 and 302 after a POST are treated so by everyone.
void change_method(http_hop& hop, int status) {
    const bool becomes_get =
        status == 303 ? hop.method != "HEAD" : (status == 301 || status == 302) && hop.method == "POST";
    if (!becomes_get) return;
    hop.method = "GET";
    hop.with_body = false;
}

}  // namespace

bool tells_who_asks(std::string_view header_name) {
    return std::any_of(telling_headers.begin(), telling_headers.end(),
                       [header_name](std::string_view name) { return same_name(name, header_name); });
}

http_place place_of(const model::http_spec& spec) {
    return {spec.to.host, spec.to.port, spec.path, static_cast<bool>(spec.tls)};
}

std::string request_bytes(const model::http_spec& spec, const http_hop& hop,
                          const std::vector<std::string>& secrets) {
    const std::vector<header> headers = headers_of(spec, hop, secrets);
    const std::string body = hop.with_body ? spec.body : std::string{};
    std::string text = on_one_line(hop.method + " " + hop.place.target) + " HTTP/1.1\r\n";
    const auto line = [&text](const std::string& name, const std::string& value) {
        text += on_one_line(name) + ": " + on_one_line(value) + "\r\n";
    };
    const auto unless_set = [&](const char* name, const std::string& value) {
        if (!is_set(headers, name)) line(name, value);
    };
    unless_set("Host", authority(hop.place));
    unless_set("User-Agent", "healthmodeld/" HM_VERSION);
    unless_set("Accept", "*/*");
    if (!spec.compression.empty()) unless_set("Accept-Encoding", joined(spec.compression));
    if (!spec.reuse) unless_set("Connection", "close");
    if (!body.empty() || wants_length(hop.method)) unless_set("Content-Length", std::to_string(body.size()));
    for (const auto& [name, value] : headers) line(name, value);
    return text + "\r\n" + body;
}

bool is_redirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::optional<http_hop> follow(const http_hop& from, int status, std::string_view location) {
    const std::string from_text = (from.place.https ? "https://" : "http://") + authority(from.place) +
                                  from.place.target;  // the views look into it
    const auto base = urls::parse_uri(from_text);
    const auto reference = urls::parse_uri_reference(location);
    urls::url to;
    if (location.empty() || !base || !reference || !urls::resolve(*base, *reference, to)) return std::nullopt;
    const bool https = to.scheme_id() == urls::scheme::https;
    if ((!https && to.scheme_id() != urls::scheme::http) || to.host().empty()) return std::nullopt;
    const auto port = port_of(to);
    if (!port) return std::nullopt;

    http_hop hop = from;
    hop.place = {host_of(to), *port, std::string{to.encoded_target()}, https};
    if (hop.place.target.empty() || hop.place.target.front() != '/') hop.place.target.insert(0, "/");
    if (!hop.place.same_origin(from.place)) hop.with_credentials = false;
    change_method(hop, status);
    return hop;
}

}  // namespace hm::probes::wire
