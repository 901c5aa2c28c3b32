// The commands of the binary, as a table: name, help, options, what to do. Exit codes: 0 ok, 1 the answer is
// "bad" or the daemon could not run, 2 usage or unreadable input.
#pragma once

namespace hm::daemon::cli {

inline constexpr int exit_ok = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_usage = 2;

int run_command_line(int argc, char** argv);

}  // namespace hm::daemon::cli
