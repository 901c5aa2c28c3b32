// `healthmodeld import openslo FILE…`: what other programs know, as a part of a model, on standard output.
#pragma once

#include <string>
#include <vector>

namespace hm::daemon::cli {

struct import_options {
    std::string from;  // openslo
    std::vector<std::string> files;
};

inline constexpr const char* openslo_word = "openslo";

int import_model(const import_options& options);

}  // namespace hm::daemon::cli
