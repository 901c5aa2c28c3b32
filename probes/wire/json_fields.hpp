// The places of a JSON body that a signal looks at: fields of its conditions, tests of `expect`. Pure.
#pragma once

#include "model/observation.hpp"
#include "model/probe_spec.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hm::probes::wire {

inline constexpr std::size_t max_json_depth = 32;
inline constexpr std::size_t max_field_text = 1024;  // bytes of a string value; a longer one counts as absent

// One value per path, absent where the body has no such field or it is neither number, boolean nor string.
// Nothing when the body is not JSON at all (or nested deeper than max_json_depth).
std::optional<std::vector<model::body_value>> json_fields(std::string_view body,
                                                          std::span<const std::vector<std::string>> paths);

// How one test of a JSON body came out, and what stands at its place: "7", "\"up\"", "absent", "an object".
struct json_place {
    bool holds = false;
    std::string actual;
};

// One for each test. Nothing when the body is not JSON, as above.
std::optional<std::vector<json_place>> json_places(std::string_view body,
                                                   std::span<const model::json_test> tests);

}  // namespace hm::probes::wire
