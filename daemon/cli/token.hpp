// `healthmodeld token`: makes a token, and the lines that let it into the settings without standing there.
#pragma once

#include <string>

namespace hm::daemon::cli {

struct token_options {
    std::string name;
    std::string role = "operator";
    bool json = false;
};

int token(const token_options& options);

}  // namespace hm::daemon::cli
