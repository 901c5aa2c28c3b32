#include "daemon/shard_host.hpp"

#include "daemon/clock.hpp"

#include <boost/asio/post.hpp>

namespace hm::daemon {

shard_host::shard_host(std::string thread_name, probes::shard_options options, signal_board& board,
                       std::span<probes::signal_stats> signals)
    : thread_(std::move(thread_name)),
      board_(board),
      shard_(thread_.context(), std::move(options), *this, signals, stats_) {}

void shard_host::start(std::vector<probes::assignment> signals) {
    shard_.start(std::move(signals));
    thread_.start();
}

void shard_host::stop() {
    boost::asio::post(thread_.context(), [this] { shard_.stop(); });
    thread_.release();
}

void shard_host::join() {
    thread_.join(std::chrono::seconds{2});
}

void shard_host::recent(model::signal_id signal, std::function<void(std::vector<model::observation>)> done) {
    boost::asio::post(thread_.context(),
                      [this, signal, done = std::move(done)] { done(shard_.recent(signal)); });
}

void shard_host::on_result(model::signal_id signal, const model::observation& seen) {
    board_.note_result(signal, now().steady, model::is_known(seen.judged), seen.why);
}

void shard_host::on_change(model::signal_id signal, const model::judged_signal& judged) {
    board_.leave(signal, judged);
}

}  // namespace hm::daemon
