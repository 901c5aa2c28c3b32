#include "daemon/shard_host.hpp"

#include "daemon/clock.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <variant>

namespace hm::daemon {

shard_host::shard_host(std::string thread_name, share part, probes::shard_options options,
                       std::shared_ptr<generation> first, config::log_settings::checks runs)
    : thread_(std::move(thread_name)),
      part_(part),
      generation_(std::move(first)),
      checks_(runs),
      shard_(thread_.context(), std::move(options), *this, stats_) {}

void shard_host::start() {
    shard_.start(generation_->probed(part_));
    thread_.start();
}

void shard_host::adopt(std::shared_ptr<generation> next) {
    boost::asio::post(thread_.context(), [this, next = std::move(next)] {
        generation_ = next;
        shard_.assign(next->probed(part_));
    });
}

void shard_host::stop() {
    boost::asio::post(thread_.context(), [this] { shard_.stop(); });
    thread_.release();
}

void shard_host::join() {
    thread_.join(std::chrono::seconds{2});
}

void shard_host::recent(const std::string& signal,
                        std::function<void(std::vector<model::observation>)> done) {
    boost::asio::post(thread_.context(),
                      [this, signal, done = std::move(done)] { done(shard_.recent(signal)); });
}

void shard_host::on_result(model::signal_id signal, const model::observation& seen) {
    if (!seen.body.empty()) note_count(signal, seen);
    generation_->board.note_result(signal, now().steady, model::is_known(seen.judged), seen.why);
    if (checks_.minds(seen))
        checks_.ran(generation_->graph->name(generation_->graph->vertex_of(signal)), seen);
}

// Of what Prometheus knows, that objectives may count by.
void shard_host::note_count(model::signal_id signal, const model::observation& seen) {
    const model::signal_spec& spec = *generation_->graph->spec_of(signal);
    if (!std::holds_alternative<model::prometheus_spec>(spec.probe)) return;
    for (std::size_t i = 0; i < std::min(spec.body_paths.size(), seen.body.size()); ++i)
        if (seen.body[i] && spec.body_paths[i] == std::vector{std::string{model::value_field}})
            if (const double* number = std::get_if<double>(&*seen.body[i]))
                generation_->board.note_number(signal, *number);
}

void shard_host::on_change(model::signal_id signal, const model::judged_signal& judged) {
    generation_->board.leave(signal, judged);
}

}  // namespace hm::daemon
