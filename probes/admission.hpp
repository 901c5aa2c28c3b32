// Which of the due runs may start: so many at once, and so many at one host, so that neither our descriptors
// nor a host that answers nobody hold up the rest. Who may not yet, waits in order. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hm::probes {

class admission {
public:
    using slot = std::uint32_t;
    using host = std::uint32_t;

    // Both at least 1.
    admission(std::size_t max_concurrent, std::size_t max_per_host)
        : max_concurrent_(max_concurrent), max_per_host_(max_per_host) {}

    // A host by name; let go once for each time that it was named.
    host name(std::string_view host_name);
    void let_go(host h);

    // `s` is due. Each call is answered by next() once, unless withdraw() takes all of them back.
    void want(slot s, host h);
    void withdraw(slot s, host h);
    // The next that may start; from then on it is under way.
    std::optional<slot> next();
    void ended(host h);

    std::size_t queued() const { return queued_; }
    std::size_t under_way() const { return under_way_; }

private:
    // Small: a shard may have a host for each of its signals.
    struct host_state {
        std::uint32_t users = 0;
        std::uint32_t taken = 0;    // of its places: under way, or in ready_
        std::vector<slot> waiting;  // for a place, in order
        const std::string* name = nullptr;
    };

    void free_place(host h);

    std::size_t max_concurrent_, max_per_host_;
    std::size_t under_way_ = 0, queued_ = 0;
    std::deque<slot> ready_;  // wait for nothing but max_concurrent
    std::vector<host_state> hosts_;
    std::vector<host> unused_;
    std::unordered_map<std::string, host> by_name_;
};

}  // namespace hm::probes
