#include "daemon/shard_pool.hpp"

#include <fmt/format.h>

namespace hm::daemon {

shard_pool::shard_pool(int shards, const probes::shard_options& options,
                       const std::shared_ptr<generation>& first, config::log_settings::checks runs) {
    const auto all = static_cast<std::size_t>(shards);
    for (std::size_t i = 0; i < all; ++i)
        hosts_.push_back(std::make_unique<shard_host>(fmt::format("hm-probes-{}", i), share{i, all}, options,
                                                      first, runs));
}

void shard_pool::start() {
    for (const auto& host : hosts_) host->start();
}

void shard_pool::adopt(const std::shared_ptr<generation>& next) {
    for (const auto& host : hosts_) host->adopt(next);
}

void shard_pool::stop() {
    for (const auto& host : hosts_) host->stop();
    for (const auto& host : hosts_) host->join();
}

std::vector<const probes::shard_stats*> shard_pool::stats() const {
    std::vector<const probes::shard_stats*> all;
    for (const auto& host : hosts_) all.push_back(&host->stats());
    return all;
}

void shard_pool::recent(const std::string& signal,
                        std::function<void(std::vector<model::observation>)> done) {
    hosts_[share_of(signal, hosts_.size())]->recent(signal, std::move(done));
}

}  // namespace hm::daemon
