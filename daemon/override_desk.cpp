#include "daemon/override_desk.hpp"

#include "daemon/clock.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <utility>

namespace hm::daemon {

// One wish under way, on the desk's thread: whatever comes first, the answer or the end of our patience.
class override_desk::wish : public std::enable_shared_from_this<wish> {
public:
    wish(boost::asio::io_context& io, answer done) : io_(io), timer_(io), done_(std::move(done)) {
        report_.outcome.status = 503;
        report_.outcome.detail =
            "the evaluation does not answer; see GET /api/v1/overrides for what came of it";
    }

    void wait() {
        timer_.expires_after(patience);
        timer_.async_wait([self = shared_from_this()](boost::system::error_code ec) {
            if (!ec) self->finish();
        });
    }

    // From any thread, in this order. The second does not rely on the first to have arrived.
    void acts(const std::shared_ptr<const override_outcome>& what) {
        boost::asio::post(io_, [self = shared_from_this(), what] { self->report_.outcome = *what; });
    }
    void is_kept(const std::shared_ptr<const override_outcome>& what, bool durable) {
        boost::asio::post(io_, [self = shared_from_this(), what, durable] {
            self->report_ = {*what, durable};
            self->finish();
        });
    }

private:
    void finish() {
        if (!done_) return;
        timer_.cancel();
        std::exchange(done_, {})(report_);
    }

    boost::asio::io_context& io_;
    boost::asio::steady_timer timer_;
    answer done_;
    override_report report_;
};

override_desk::override_desk(boost::asio::io_context& own, boost::asio::io_context& core_io, core& c,
                             state_keeper* store)
    : own_(own), core_io_(core_io), core_(c), store_(store) {}

void override_desk::place(model::operator_override wanted, answer done) {
    ask([wanted = std::move(wanted)](core& c) { return c.place(wanted, now()); }, std::move(done));
}

void override_desk::try_out(model::operator_override wanted, answer done) {
    ask([wanted = std::move(wanted)](core& c) { return c.try_out(wanted); }, std::move(done));
}

void override_desk::undo(std::string id, std::string who, std::string reason, answer done) {
    ask([id = std::move(id), who = std::move(who),
         reason = std::move(reason)](core& c) { return c.undo(id, who, reason, now()); },
        std::move(done));
}

// own → core (→ store) → own. What nobody needs to wait for is not waited for.
void override_desk::ask(std::function<override_outcome(core&)> what, answer done) {
    const auto w = std::make_shared<wish>(own_, std::move(done));
    w->wait();
    boost::asio::post(core_io_, [this, w, what = std::move(what)] {
        override_outcome outcome = what(core_);
        write_batch batch = std::exchange(outcome.to_keep, {});
        const auto o = std::make_shared<const override_outcome>(std::move(outcome));
        if (o->status != 200 || store_ == nullptr || batch.empty()) {
            w->is_kept(o, false);
            if (store_ != nullptr && !batch.empty()) store_->keep(std::move(batch), {});
            return;
        }
        w->acts(o);
        store_->keep(std::move(batch), [w, o](bool durable) { w->is_kept(o, durable); });
    });
}

void override_desk::past(std::size_t overrides, std::size_t audit, std::optional<std::int64_t> audit_before,
                         std::function<void(const kept_past&)> done) {
    if (store_ == nullptr) return done({false, {}, {}});
    store_->past(overrides, audit, audit_before, [this, done = std::move(done)](kept_past found) {
        boost::asio::post(own_, [done, found = std::move(found)] { done(found); });
    });
}

std::optional<store_health> override_desk::store() const {
    if (store_ == nullptr) return std::nullopt;
    return store_->health();
}

}  // namespace hm::daemon
