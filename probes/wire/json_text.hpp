// A JSON text of a stranger, while its memory lasts: for those that walk through it. What of it is wanted is
// copied out. Pure.
#pragma once

#include "probes/wire/json_fields.hpp"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>

#include <array>
#include <optional>
#include <string_view>

namespace hm::probes::wire {

// `look(root)`. Nothing when the text is not JSON, or nested deeper than max_json_depth. A small body is read
// without an allocation.
template <class Look>
auto in_json(std::string_view body, Look&& look) -> std::optional<decltype(look(boost::json::value{}))> {
    std::array<unsigned char, 4 * 1024> stack;
    boost::json::monotonic_resource memory{stack.data(), stack.size()};
    boost::json::parse_options options;
    options.max_depth = max_json_depth;
    boost::json::error_code error;
    const boost::json::value root =
        boost::json::parse(boost::json::string_view{body.data(), body.size()}, error, &memory, options);
    if (error) return std::nullopt;
    return look(root);
}

}  // namespace hm::probes::wire
