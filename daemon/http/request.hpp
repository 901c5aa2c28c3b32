// A parsed request, as handlers see it: the method, the target in its parts, and the few headers that any
// handler looks at. Reused by its connection, so a handler that answers later copies what it needs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hm::daemon::http {

enum class method : std::uint8_t { get, head, options, post, put, del, other };

struct request {
    method verb = method::get;
    int version = 11;  // 10 or 11
    bool keep_alive = true;
    std::string target;  // in origin form: /path?query
    std::string accept;
    std::string accept_encoding;
    std::string if_none_match;
    std::string authorization;
    std::string body;
    std::vector<std::string> params;  // of the endpoint's pattern, decoded; filled by the router

    std::string_view path() const { return std::string_view{target}.substr(0, target.find('?')); }
    std::string_view query() const;  // without the question mark

    void clear();  // keeps the memory
    std::size_t capacity() const;
};

// "%40" → "@". A malformed escape stays as it is: it then names nothing that exists.
std::string percent_decoded(std::string_view text);

struct query_parameter {
    std::string name;
    std::string value;
};

// "limit=10&after=a%40b", decoded, in order.
std::vector<query_parameter> query_parameters(std::string_view query);

// A list such as Accept's, If-None-Match's or a method's: whether `wanted` is one of its items. Parameters
// (";q=0.8") and white space are left out.
bool lists(std::string_view header, std::string_view wanted);

}  // namespace hm::daemon::http
