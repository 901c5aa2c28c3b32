#include "daemon/cli/token.hpp"

#include "config/units.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/outputs/json_writer.hpp"
#include "daemon/secret.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace hm::daemon::cli {

int token(const token_options& options) {
    if (const auto name = config::parse_name(options.name); !name) {
        fmt::print(stderr, "healthmodeld: {}; {}\n", name.wrong.message, name.wrong.hint);
        return exit_usage;
    }
    const std::string made = new_token();
    const std::string digest = sha256_of(made);
    if (options.json) {
        json_writer w;
        {
            const auto o = w.object();
            w.key("name").text(options.name);
            w.key("role").text(options.role);
            w.key("token").text(made);
            w.key("token_sha256").text(digest);
        }
        fmt::print("{}\n", w.take());
        return exit_ok;
    }
    // The token alone on standard output, for `healthmodeld token alice > alice.token`.
    fmt::print("{}\n", made);
    fmt::print(stderr,
               "Give the token to {0}; it is shown this once. Its place in the settings:\n"
               "tokens:\n"
               "  {0}: {{ token_sha256: \"{1}\", role: {2} }}\n",
               options.name, digest, options.role);
    return exit_ok;
}

}  // namespace hm::daemon::cli
