// `healthmodeld whatif`: what would become of a model in which everything is well, if some of its nodes were
// not.
#pragma once

#include <string>
#include <vector>

namespace hm::daemon::cli {

struct whatif_options {
    std::vector<std::string> models;
    std::vector<std::string> set;      // NODE=STATE
    std::vector<std::string> explain;  // nodes whose tree is printed
    bool json = false;
};

// 0: every region stays in rotation; 1: one would be told down; 2: usage, or unreadable input.
int whatif(const whatif_options& options);

}  // namespace hm::daemon::cli
