// Names to addresses for the probes of one shard: literals at once, then a cache, then one question per name
// however many wait.
#pragma once

#include "model/target.hpp"
#include "probes/dns_channel.hpp"
#include "probes/stats.hpp"
#include "probes/time_source.hpp"

#include <string_view>
#include <unordered_map>

namespace hm::probes {

// Names that are remembered at most. A further one is asked for each time.
inline constexpr std::size_t max_cached_names = 10'000;

// Those of the family, in order.
std::vector<boost::asio::ip::address> addresses_of(const dns_answer& answer, model::address_family family);
// In words, when there are none.
std::string no_such_address(model::address_family family);
// "10.0.0.7:443", "[::1]:443"
std::string text_of(const boost::asio::ip::address& address, std::uint16_t port);

struct lookup {
    dns_answer answer;
    bool literal = false;  // the name was an address
};

class resolver {
public:
    using result = std::shared_ptr<const lookup>;
    using handler = std::function<void(const result&)>;

    resolver(boost::asio::io_context& io, const resolver_options& options, const time_source& clock,
             shard_stats& stats);

    // `done` is called once, before this returns when nobody has to be asked.
    void resolve(const std::string& name, handler done);
    void tick() { channel_.tick(); }
    void stop() { channel_.stop(); }

    // The address that `name` is, or null when it is a name.
    static result literal(std::string_view name);

private:
    struct cached {
        result value;
        model::steady_time until;
    };

    void ask(const std::string& name);
    void answered(const std::string& name, dns_answer answer);
    void remember(const std::string& name, const result& value);
    std::chrono::seconds lifetime(const dns_answer& answer) const;

    const resolver_options options_;
    const time_source& clock_;
    shard_stats& stats_;
    std::unordered_map<std::string, cached> cache_;
    std::unordered_map<std::string, std::vector<handler>> waiting_;
    dns_channel channel_;  // last: its destructor answers what still waits
};

}  // namespace hm::probes
