// `healthmodeld alerts` and `alerts test SINK`: asks a running daemon what is under way, or to send a test.
#pragma once

#include "daemon/cli/api_client.hpp"

#include <string>

namespace hm::daemon::cli {

struct alerts_options {
    bool json = false;
    daemon_access access;
};

struct alert_test_options {
    std::string sink;
    bool json = false;
    daemon_access access;
};

// 0: no alert fires, and every destination can be reached; 1: otherwise, or the daemon does not answer.
int list_alerts(const alerts_options& options);
// 0: everybody was told; 1: somebody could not be; 2: there is no such sink.
int test_alerts(const alert_test_options& options);

}  // namespace hm::daemon::cli
