// The options of `alerts` and `alerts test`.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace hm::daemon::cli {

std::function<int()> prepare_alerts(CLI::App& app);

}  // namespace hm::daemon::cli
