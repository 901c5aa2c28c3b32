// Where ${env:NAME}, ${file:PATH} and ${credential:NAME} come from: the environment, a file, a credential
// that systemd has put into $CREDENTIALS_DIRECTORY. Each is looked up once per load. What they hold is never
// part of a message.
#pragma once

#include "config/units.hpp"

#include <map>
#include <string>
#include <string_view>

namespace hm::config {

inline constexpr std::size_t max_secret_bytes = 64 * 1024;

class secret_sources {
public:
    // Whether this is for us: what stands between ${ and }.
    static bool knows(std::string_view reference);
    static bool is_environment(std::string_view reference);

    // Files are looked for beside the file `from`, in which the reference stands. A line break at the end is
    // not part of the secret.
    const parsed<std::string>& lookup(std::string_view reference, const std::string& from);

private:
    std::map<std::string, parsed<std::string>, std::less<>> known_;
};

}  // namespace hm::config
