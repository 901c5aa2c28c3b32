// What can be made wrong with a service, as told through the control port. Pure: parsing, writing, and which
// requests a fault concerns. How it is done is host.cpp's business.
#pragma once

#include "test/contoso/http/message.hpp"

#include <boost/json/object.hpp>
#include <boost/system/result.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace contoso {

enum class fault_mode {
    none,
    slow,      // answers later, by `delay`
    failing,   // answers 500
    hanging,   // accepts, and never answers
    refusing,  // does not listen
    wrong,     // answers 200, well formed, with something else than was asked for
};

enum class affected_paths { all, reads, writes };

struct fault {
    static constexpr std::chrono::milliseconds max_delay{60'000};

    fault_mode mode = fault_mode::none;
    affected_paths paths = affected_paths::all;
    std::chrono::milliseconds delay{0};

    // /stats is neither a read nor a write, and keeps its shape when answers are wrong.
    bool concerns(const http::request& asked) const;
};

using parsed_fault = boost::system::result<fault, std::string>;  // the error says what is allowed

// {"mode": "slow", "ms": 300}, {"mode": "failing", "paths": "writes"}; `paths` is for cosmos-db only.
parsed_fault parse_fault(std::string_view service, std::string_view body);

boost::json::object to_json(const fault& f);

}  // namespace contoso
