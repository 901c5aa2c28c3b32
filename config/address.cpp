#include "config/address.hpp"

#include "config/report.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>

namespace hm::config {

bool is_ipv4(const std::string& text) {
    in_addr ignored{};
    return inet_pton(AF_INET, text.c_str(), &ignored) == 1;
}

bool is_ipv6(const std::string& text) {
    in6_addr ignored{};
    return inet_pton(AF_INET6, text.c_str(), &ignored) == 1;
}

namespace {

bool is_host_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
}

// 127.0.0.300 is meant as an address and must not be asked of a name server.
bool looks_like_ipv4(std::string_view host) {
    const std::string_view last = host.substr(host.rfind('.') + 1);
    return !last.empty() &&
           std::all_of(last.begin(), last.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string host_mistake(const std::string& host) {
    if (host.empty()) return "the host is missing";
    if (host.size() > max_host_length)
        return fmt::format("the host is longer than {} characters", max_host_length);
    if (!std::all_of(host.begin(), host.end(), is_host_character))
        return fmt::format("{} is no host name", quoted(host));
    const bool bad_dots = host.starts_with('.') || host.find("..") != std::string::npos;
    if (bad_dots) return fmt::format("{} is no host name", quoted(host));
    if (looks_like_ipv4(host) && !is_ipv4(host)) return fmt::format("{} is no IPv4 address", quoted(host));
    return {};
}

parsed<std::uint16_t> parse_port(std::string_view text, port_rule rule) {
    const auto port = parse_integer(text, rule == port_rule::zero_allowed ? 0 : 1, 65535);
    if (port) return static_cast<std::uint16_t>(*port.value);
    return mistake{fmt::format("{} is no port", quoted(text)), "a port is a number from 1 to 65535"};
}

struct authority {
    std::string host;
    std::string_view port;  // empty when none is written
    bool has_port = false;
};

// Splits at the colon; brackets hold an IPv6 address.
parsed<authority> split_authority(std::string_view text) {
    authority a;
    std::string_view rest;
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        a.host = text.substr(1, end == std::string_view::npos ? 0 : end - 1);
        if (end == std::string_view::npos || !is_ipv6(a.host))
            return mistake{fmt::format("{} is no IPv6 address in brackets", quoted(text)),
                           "write it like [::1]:8080"};
        rest = text.substr(end + 1);
        if (!rest.empty() && !rest.starts_with(':'))
            return mistake{fmt::format("unexpected {} after the address", quoted(rest)), {}};
    } else {
        if (std::count(text.begin(), text.end(), ':') > 1)
            return mistake{fmt::format("{} has more than one colon", quoted(text)),
                           "an IPv6 address goes in brackets: [::1]:8080"};
        const std::size_t colon = text.find(':');
        a.host = text.substr(0, colon);
        rest = colon == std::string_view::npos ? std::string_view{} : text.substr(colon);
        if (std::string wrong = host_mistake(a.host); !wrong.empty()) return mistake{std::move(wrong), {}};
    }
    a.has_port = !rest.empty();
    if (a.has_port) a.port = rest.substr(1);
    return a;
}

bool is_url_character(char c) {
    return c > 0x20 && c < 0x7f && c != '"' && c != '<' && c != '>' && c != '\\' && c != '^' && c != '`' &&
           c != '{' && c != '|' && c != '}';
}

mistake shifted(mistake m, std::size_t by) {
    m.offset += by;
    return m;
}

}  // namespace

parsed<host_and_port> parse_address(std::string_view text, port_rule rule,
                                    std::optional<std::uint16_t> usual_port) {
    const auto parts = split_authority(text);
    if (!parts) return parts.wrong;
    if (!parts.value->has_port && usual_port) return host_and_port{parts.value->host, *usual_port};
    if (!parts.value->has_port)
        return mistake{fmt::format("{} has no port", quoted(text)), "write it like host:8080"};
    const auto port = parse_port(parts.value->port, rule);
    if (!port) return port.wrong;
    return host_and_port{parts.value->host, *port.value};
}

parsed<http_url> parse_http_url(std::string_view text) {
    constexpr std::string_view http = "http://", https = "https://";
    const bool is_https = text.starts_with(https);
    const std::string_view scheme = is_https ? https : http;
    if (!text.starts_with(scheme))
        return mistake{fmt::format("expected a URL, found {}", quoted(text)),
                       "write it like http://host:8080/path"};
    if (text.size() > max_url_length)
        return mistake{fmt::format("the URL is longer than {} characters", max_url_length), {}};
    const auto bad = std::find_if_not(text.begin(), text.end(), is_url_character);
    if (bad != text.end()) {
        const auto at = static_cast<std::size_t>(bad - text.begin());
        return mistake{"a character that a URL cannot have",
                       "write it percent-encoded, such as %20 for a blank", at};
    }
    if (const std::size_t hash = text.find('#'); hash != std::string_view::npos)
        return mistake{"a fragment (#...) is never sent to a server", "remove it", hash};

    const std::string_view rest = text.substr(scheme.size());
    const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
    const std::string_view host = rest.substr(0, end);
    if (host.find('@') != std::string_view::npos)
        return mistake{"a user in the URL is not supported",
                       "write auth: { basic: { user: …, password: … } }", scheme.size()};
    const auto parts = split_authority(host);
    if (!parts) return shifted(parts.wrong, scheme.size());

    http_url url;
    url.is_https = is_https;
    url.authority = {parts.value->host, is_https ? default_https_port : default_http_port};
    if (parts.value->has_port) {
        const auto port = parse_port(parts.value->port, port_rule::required);
        if (!port) return shifted(port.wrong, scheme.size() + host.size() - parts.value->port.size());
        url.authority.port = *port.value;
    }
    url.target = rest.substr(end);
    if (!url.target.starts_with('/')) url.target.insert(0, 1, '/');
    return url;
}

parsed<std::string> parse_host_name(std::string_view text) {
    std::string host{text};
    if (is_literal_address(host)) return mistake{fmt::format("{} is an address, no name", quoted(text)), {}};
    if (std::string wrong = host_mistake(host); !wrong.empty()) return mistake{std::move(wrong), {}};
    return host;
}

bool is_literal_address(const std::string& host) {
    return is_ipv4(host) || is_ipv6(host);
}

bool is_loopback(const std::string& literal) {
    in_addr four{};
    if (inet_pton(AF_INET, literal.c_str(), &four) == 1) return (ntohl(four.s_addr) >> 24) == 127;
    in6_addr six{};
    if (inet_pton(AF_INET6, literal.c_str(), &six) != 1) return false;
    if (IN6_IS_ADDR_V4MAPPED(&six)) return six.s6_addr[12] == 127;
    return IN6_IS_ADDR_LOOPBACK(&six);
}

}  // namespace hm::config
