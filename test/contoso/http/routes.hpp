// The table of a service's endpoints: method and path, where one part of the path may be a {parameter}.
#pragma once

#include "test/contoso/http/message.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace contoso::http {

// What stands at the place of {…} when the path fits the pattern; empty when the pattern has no {…}.
std::optional<std::string_view> match(std::string_view pattern, std::string_view path);

// `Endpoint` is a pointer to the member function that answers.
template <class Endpoint>
struct route {
    std::string_view method;
    std::string_view pattern;
    Endpoint endpoint;
};

template <class Endpoint>
struct found {
    Endpoint endpoint{};  // null: nothing here answers this request …
    int status = 404;     // … and this says why
};

// HEAD asks for what GET would get.
template <class Endpoint, std::size_t count>
found<Endpoint> find(const route<Endpoint> (&table)[count], request& asked) {
    const std::string_view method = asked.method == "HEAD" ? "GET" : std::string_view(asked.method);
    found<Endpoint> result;
    for (const auto& row : table) {
        const auto parameter = match(row.pattern, asked.path());
        if (!parameter) continue;
        result.status = 405;
        if (row.method != method) continue;
        result = {row.endpoint, 200};
        asked.parameter = *parameter;
        break;
    }
    return result;
}

}  // namespace contoso::http
