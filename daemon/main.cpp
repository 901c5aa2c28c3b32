// healthmodeld: the command line. Each command is a row of the table in daemon/cli/commands.cpp.
#include "daemon/cli/commands.hpp"

#include <exception>
#include <iostream>

int main(int argc, char** argv) {
    try {
        return hm::daemon::cli::run_command_line(argc, argv);
    } catch (const std::exception& e) {
        std::cerr << "healthmodeld: " << e.what() << '\n';
        return 1;
    }
}
