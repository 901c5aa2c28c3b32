#include "daemon/cli/reloading.hpp"

#include "daemon/log.hpp"

#include <boost/asio/post.hpp>

namespace hm::daemon::cli {

reload_report reloading::now(bool force, const std::string& asked_by) {
    const config::loaded_model loaded = load_();
    reload_report report;
    if (loaded.value)
        report = engine_->reload(*loaded.value, force);
    else
        report = {422, config::render(loaded.diagnostics), engine_->latest().in_use->number};
    if (report.status == 200) {
        log::info(
            "reloaded",
            {{"by", asked_by}, {"generation", std::to_string(report.generation)}, {"detail", report.detail}});
        return report;
    }
    engine_->reload_failed();
    log::error("reload_failed",
               {{"by", asked_by}, {"doing", "the model in use stays"}, {"detail", report.detail}});
    return report;
}

void reloading::request(bool force, std::function<void(const reload_report&)> done) {
    boost::asio::post(main_, [this, force, done = std::move(done)] { done(now(force, "api")); });
}

}  // namespace hm::daemon::cli
