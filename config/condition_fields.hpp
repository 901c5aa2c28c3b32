// What a condition looks at in a run: `latency`, `status`, `failed`, `body.a.b`, `value`, `cert.expires_in` →
// model::field.
#pragma once

#include "config/condition_tokens.hpp"
#include "model/condition.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hm::config {

inline constexpr std::size_t max_body_path_keys = 16;
inline constexpr std::size_t max_body_paths = 100;  // of one signal

// What a pushed result is about, most often: short for body.value.
inline constexpr std::string_view value_word = "value";

// How long the certificates of the peer's chain, and our own, still last.
inline constexpr std::string_view cert_word = "cert.expires_in";
inline constexpr std::string_view client_cert_word = "client_cert.expires_in";
constexpr bool is_certificate(model::field f) {
    return f == model::field::cert || f == model::field::client_cert;
}

using body_path = std::vector<std::string>;

// Fills `what` and `body_index`. A path is looked up in `paths`, and added when it is new. Throws
// bad_condition.
void read_field(const token& t, model::condition::node& into, std::vector<body_path>& paths);

}  // namespace hm::config
