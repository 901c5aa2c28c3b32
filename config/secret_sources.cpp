#include "config/secret_sources.hpp"

#include "config/read_file.hpp"
#include "config/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace hm::config {

namespace {

constexpr std::string_view env_prefix = "env:", file_prefix = "file:", credential_prefix = "credential:";
constexpr const char* credentials_directory = "CREDENTIALS_DIRECTORY";

std::string named(std::string_view what, std::string_view name) {
    return fmt::format("the {} {}", what, quoted(name));
}

bool is_variable_name(std::string_view name) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    return !name.empty() && std::all_of(name.begin(), name.end(), allowed);
}

parsed<std::string> not_empty(std::string value, const std::string& what) {
    if (value.empty()) return mistake{what + " is empty", {}};
    return value;
}

parsed<std::string> from_environment(const std::string& name) {
    const std::string what = named("environment variable", name);
    if (!is_variable_name(name)) return mistake{what + " cannot exist", "write it like ${env:API_KEY}"};
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) return mistake{what + " is not set", {}};
    if (std::string_view{value}.size() > max_secret_bytes)
        return mistake{fmt::format("{} is larger than {} bytes", what, max_secret_bytes), {}};
    return not_empty(value, what);
}

parsed<std::string> from_file(const std::string& path, const std::string& what) {
    parsed<std::string> text = read_regular_file(path, max_secret_bytes);
    if (!text) return mistake{fmt::format("{} {}", what, text.wrong.message), {}};
    std::string& value = *text.value;
    if (value.ends_with('\n')) value.pop_back();
    if (value.ends_with('\r')) value.pop_back();
    return not_empty(std::move(value), what);
}

parsed<std::string> from_credential(const std::string& name) {
    const std::string what = named("credential", name);
    if (name.empty() || name.find('/') != std::string::npos || name.starts_with('.'))
        return mistake{what + " cannot exist",
                       "a credential is the name of a file, such as ${credential:api-key}"};
    const char* directory = std::getenv(credentials_directory);
    if (directory == nullptr)
        return mistake{what + " cannot be read: $CREDENTIALS_DIRECTORY is not set",
                       "systemd sets it for a unit with LoadCredential="};
    return from_file(std::string{directory} + "/" + name, what);
}

}  // namespace

bool secret_sources::knows(std::string_view reference) {
    return is_environment(reference) || reference.starts_with(file_prefix) ||
           reference.starts_with(credential_prefix);
}

bool secret_sources::is_environment(std::string_view reference) {
    return reference.starts_with(env_prefix);
}

const parsed<std::string>& secret_sources::lookup(std::string_view reference, const std::string& from) {
    const std::string name{reference.substr(reference.find(':') + 1)};
    std::string key{reference};
    std::string path;
    if (reference.starts_with(file_prefix)) {
        path = path_beside(from, name);
        key = std::string{file_prefix} + path;
    }
    const auto known = known_.find(key);
    if (known != known_.end()) return known->second;
    parsed<std::string> value = is_environment(reference)                  ? from_environment(name)
                                : reference.starts_with(credential_prefix) ? from_credential(name)
                                : name.empty() ? mistake{"the name of a file is missing in ${file:}", {}}
                                               : from_file(path, named("file", name));
    return known_.emplace(std::move(key), std::move(value)).first->second;
}

}  // namespace hm::config
