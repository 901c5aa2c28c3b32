#include "probes/resolver.hpp"

#include <algorithm>

namespace hm::probes {

std::vector<boost::asio::ip::address> addresses_of(const dns_answer& answer, model::address_family family) {
    std::vector<boost::asio::ip::address> fitting = answer.addresses;
    if (family != model::address_family::any)
        std::erase_if(fitting, [v4 = family == model::address_family::v4](const auto& address) {
            return address.is_v4() != v4;
        });
    return fitting;
}

std::string no_such_address(model::address_family family) {
    return "the name has no IPv" + std::string{to_string(family)} + " address";
}

std::string text_of(const boost::asio::ip::address& address, std::uint16_t port) {
    return model::text_of(model::target{.host = address.to_string(), .port = port});
}

resolver::resolver(boost::asio::io_context& io, const resolver_options& options, const time_source& clock,
                   shard_stats& stats)
    : options_(options), clock_(clock), stats_(stats), channel_(io, options) {}

resolver::result resolver::literal(std::string_view name) {
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(name, error);
    if (error) return nullptr;
    auto found = std::make_shared<lookup>();
    found->literal = true;
    found->answer.addresses.push_back(address);
    return found;
}

void resolver::resolve(const std::string& name, handler done) {
    if (const result address = literal(name)) return done(address);
    if (const auto known = cache_.find(name); known != cache_.end()) {
        if (clock_.steady() < known->second.until) {
            stats_.dns_cache_hits.add();
            const result value = known->second.value;
            return done(value);
        }
        cache_.erase(known);
    }
    std::vector<handler>& waiting = waiting_[name];
    waiting.push_back(std::move(done));
    if (waiting.size() == 1) ask(name);
}

void resolver::ask(const std::string& name) {
    stats_.dns_queries.add();
    channel_.ask(name, [this, name](dns_answer answer) { answered(name, std::move(answer)); });
}

void resolver::answered(const std::string& name, dns_answer answer) {
    auto value = std::make_shared<lookup>();
    value->answer = std::move(answer);
    if (value->answer.why != model::reason::ok) stats_.dns_failures.add();
    remember(name, value);
    // Out of the map first: who is called may ask for the same name again.
    const auto waiting = waiting_.extract(name);
    for (const handler& done : waiting.mapped()) done(value);
}

void resolver::remember(const std::string& name, const result& value) {
    const std::chrono::seconds keep = lifetime(value->answer);
    if (keep == std::chrono::seconds::zero()) return;
    const model::steady_time now = clock_.steady();
    if (cache_.size() >= max_cached_names)
        std::erase_if(cache_, [now](const auto& entry) { return entry.second.until <= now; });
    if (cache_.size() < max_cached_names) cache_[name] = {value, now + keep};
}

// SERVFAIL, REFUSED and silence are not remembered: the next run asks again.
std::chrono::seconds resolver::lifetime(const dns_answer& answer) const {
    if (answer.negative) return options_.negative_ttl;
    if (answer.why != model::reason::ok) return std::chrono::seconds::zero();
    return std::clamp(answer.ttl, options_.min_ttl, options_.max_ttl);
}

}  // namespace hm::probes
