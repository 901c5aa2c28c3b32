#include "daemon/http/request.hpp"

#include <charconv>

namespace hm::daemon::http {

std::string_view request::query() const {
    const std::size_t mark = target.find('?');
    return mark == std::string::npos ? std::string_view{} : std::string_view{target}.substr(mark + 1);
}

void request::clear() {
    verb = method::get;
    version = 11;
    keep_alive = true;
    target.clear();
    accept.clear();
    accept_encoding.clear();
    if_none_match.clear();
    authorization.clear();
    body.clear();
    params.clear();
}

std::size_t request::capacity() const {
    return target.capacity() + accept.capacity() + accept_encoding.capacity() + if_none_match.capacity() +
           authorization.capacity() + body.capacity();
}

std::string percent_decoded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned char byte = 0;
        if (text[i] == '%' && i + 2 < text.size()) {
            const char* hex = text.data() + i + 1;
            if (std::from_chars(hex, hex + 2, byte, 16).ptr == hex + 2) {
                out.push_back(static_cast<char>(byte));
                i += 2;
                continue;
            }
        }
        out.push_back(text[i]);
    }
    return out;
}

std::vector<query_parameter> query_parameters(std::string_view query) {
    std::vector<query_parameter> all;
    while (!query.empty()) {
        const std::string_view one = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), one.size() + 1));
        if (one.empty()) continue;
        const std::size_t equals = one.find('=');
        all.push_back({percent_decoded(one.substr(0, equals)),
                       equals == one.npos ? std::string{} : percent_decoded(one.substr(equals + 1))});
    }
    return all;
}

bool lists(std::string_view header, std::string_view wanted) {
    while (!header.empty()) {
        std::string_view item = header.substr(0, header.find(','));
        header.remove_prefix(std::min(header.size(), item.size() + 1));
        item = item.substr(0, item.find(';'));
        while (!item.empty() && (item.front() == ' ' || item.front() == '\t')) item.remove_prefix(1);
        while (!item.empty() && (item.back() == ' ' || item.back() == '\t')) item.remove_suffix(1);
        if (item == wanted) return true;
    }
    return false;
}

}  // namespace hm::daemon::http
