// Comparing what a caller shows with a secret of ours: takes the same time wherever they differ, and however
// long they are. And making one.
#pragma once

#include <string>
#include <string_view>

namespace hm::daemon {

bool same_secret(std::string_view shown, std::string_view expected);
// The same when only the SHA-256 of ours is known, in hexadecimal.
bool has_digest(std::string_view shown, std::string_view sha256);

std::string sha256_of(std::string_view text);  // in hexadecimal, small letters

// 256 bits that nobody can guess, in hexadecimal. Throws std::runtime_error when the system has none.
std::string new_token();

}  // namespace hm::daemon
