#include "daemon/alerts/alerting.hpp"

#include "daemon/clock.hpp"
#include "daemon/dns_options.hpp"
#include "model/alerts/burns.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <filesystem>

namespace hm::daemon {

namespace {

constexpr std::string_view alert_file_name = "alerts.sqlite";

bool any_about_certificates(const config::settings& s) {
    return std::ranges::any_of(s.alerts.rules, [](const model::alerts::rule& r) {
        return r.what == model::alerts::rule_kind::certificate;
    });
}

}  // namespace

alerting::alerting(const config::settings& s, boost::asio::io_context& core, sources from)
    : from_(std::move(from)),
      about_certificates_(any_about_certificates(s)),
      thread_("hm-alerts", behind_the_others),
      pictures_(thread_.context(), core, reader::wants::everything) {
    if (s.alerts.sinks.empty()) return;
    if (s.state_dir) {
        const auto file = std::filesystem::path{*s.state_dir} / alert_file_name;
        keeper_ = std::make_unique<alert_keeper>(file.string());
    }
    desk_ = std::make_unique<alert_desk>(
        thread_.context(), s, dns_options(s.resolver), pictures_.state(), keeper_.get(),
        alert_desk::sources{[this](const model::snapshot& picture) { return beside_the_picture(picture); },
                            [] { return now(); }});
}

model::alerts::reported alerting::beside_the_picture(const model::snapshot& s) {
    model::alerts::reported more;
    more.burns = model::alerts::burns_of(s);
    trouble_.add_store(more, from_.store(), keeper_ ? std::optional{keeper_->health()} : std::nullopt);
    trouble_.add_suspicion(more, *s.verdicts);
    trouble_.add_overload(more, from_.shards(), now().steady);
    if (!about_certificates_) return more;
    if (const auto of = from_.in_use(s.generation)) add_certificates(more, *of);
    return more;
}

void alerting::start() {
    if (!desk_) return;
    boost::asio::post(thread_.context(), [this] { desk_->start(); });
    thread_.start();
}

void alerting::stop() {
    if (desk_) boost::asio::post(thread_.context(), [this] { desk_->stop(); });
    thread_.release();
}

void alerting::end(std::chrono::milliseconds limit) {
    thread_.join(limit);
    if (keeper_) keeper_->stop(limit);
}

void alerting::publish(const std::shared_ptr<const model::verdict_table>& verdicts) {
    if (desk_) pictures_.publish(verdicts);
}

void alerting::publish(const std::shared_ptr<const model::snapshot>& snapshot) {
    if (desk_) pictures_.publish(snapshot);
}

}  // namespace hm::daemon
