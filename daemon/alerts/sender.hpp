// How a destination is told: by HTTP, or by a program. One sending at a time; what came of it is told once,
// later, on the same thread. Does not try again: the book says when.
#pragma once

#include "daemon/alerts/notice_json.hpp"

#include <functional>
#include <string>
#include <vector>

namespace hm::daemon {

// Empty: it was delivered. Else why not, in words that may be shown.
using sent = std::function<void(std::string trouble)>;

class sender {
public:
    virtual ~sender() = default;
    virtual void send(std::vector<telling> what, model::moment now, sent done) = 0;
    // Ends what is under way, without telling anybody.
    virtual void stop() = 0;
};

}  // namespace hm::daemon
