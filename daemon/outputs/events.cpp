#include "daemon/outputs/events.hpp"

#include <boost/asio/steady_timer.hpp>

#include <algorithm>

namespace hm::daemon {

using boost::system::error_code;

class events_hub::timer {
public:
    timer(boost::asio::io_context& io, events_hub& hub) : timer_(io), hub_(hub) {}

    void arm() {
        timer_.expires_after(heartbeat_every);
        timer_.async_wait([this](error_code ec) {
            if (ec) return;  // cancelled: `this` may be gone
            hub_.heartbeat();
            arm();
        });
    }
    void cancel() { timer_.cancel(); }

private:
    boost::asio::steady_timer timer_;
    events_hub& hub_;
};

events_hub::events_hub(boost::asio::io_context& io, const output_context& context)
    : context_(context), timer_(std::make_unique<timer>(io, *this)) {}

events_hub::~events_hub() = default;

void events_hub::start() {
    timer_->arm();
}

void events_hub::stop() {
    timer_->cancel();
    for (const auto& s : std::exchange(streams_, {})) s->close();
}

void events_hub::send(const http::shared_text& event) {
    std::erase_if(streams_, [&](const auto& s) { return !s->push(event); });
}

void events_hub::published(const view& now) {
    const auto before = std::exchange(last_, now.snapshot);
    whole_.reset();
    if (!last_ || streams_.empty()) return;
    if (before && before->overrides != last_->overrides)
        if (std::string text = override_events(*before, *last_); !text.empty())
            send(std::make_shared<const std::string>(std::move(text)));
    const bool same_model = before && before->model == last_->model;
    send(std::make_shared<const std::string>(same_model ? update_event(*before, *last_)
                                                        : snapshot_event(context_, *last_)));
}

void events_hub::heartbeat() {
    if (last_ && !streams_.empty())
        send(std::make_shared<const std::string>(heartbeat_event(context_, *last_)));
}

http::response events_hub::subscribe() {
    std::erase_if(streams_, [](const auto& s) { return !s->is_open(); });
    if (streams_.size() >= max_subscribers)
        return std::move(http::problem(503, "too many subscribers").add("Retry-After", "10"));
    http::response r;
    r.content_type = "text/event-stream";
    r.add("Cache-Control", "no-store").add("X-Accel-Buffering", "no");
    r.streaming = [this](std::shared_ptr<http::stream> fresh) { admit(std::move(fresh)); };
    return r;
}

void events_hub::admit(std::shared_ptr<http::stream> fresh) {
    if (!last_) last_ = context_.state.snapshot;
    if (!last_) return fresh->close();
    if (!whole_) whole_ = std::make_shared<const std::string>(snapshot_event(context_, *last_));
    if (!fresh->push(whole_)) return;
    // The picture is as old as its last change: what it is as of now, nobody should wait to be told.
    fresh->push(std::make_shared<const std::string>(heartbeat_event(context_, *last_)));
    streams_.push_back(std::move(fresh));
}

}  // namespace hm::daemon
