// How often a property is tried: under a sanitizer, where a step costs fifty times as much, less often. The
// steps are the same, and the first ones of each seed are tried in both.
#pragma once

namespace hm::model::test {

#if defined(__has_feature)  // clang
#define HM_HAS_SANITIZER(name) __has_feature(name)
#else
#define HM_HAS_SANITIZER(name) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || HM_HAS_SANITIZER(address_sanitizer)
inline constexpr bool is_sanitized = true;
#else
inline constexpr bool is_sanitized = false;
#endif

constexpr unsigned rounds_of(unsigned usual, unsigned sanitized) {
    return is_sanitized ? sanitized : usual;
}

}  // namespace hm::model::test
