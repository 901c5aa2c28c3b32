// Alertmanager and webhooks.
#pragma once

#include "config/settings.hpp"
#include "daemon/alerts/http_poster.hpp"
#include "daemon/alerts/sender.hpp"

namespace hm::daemon {

// One Alertmanager (v2 API) of a sink: the `number`-th.
class alertmanager_sender final : public sender {
public:
    alertmanager_sender(http_poster& by, const config::alert_sink& sink, std::size_t number);
    void send(std::vector<telling> what, model::moment now, sent done) override;
    void stop() override {}  // the poster's

private:
    http_poster& by_;
    const config::alert_sink sink_;
    const std::size_t number_;
};

// Each notice is a POST of its own. With a signing key it has X-Healthmodel-Timestamp (seconds since 1970)
// and X-Healthmodel-Signature: sha256=HMAC-SHA256(key, timestamp + "." + body), in hexadecimal.
class webhook_sender final : public sender {
public:
    webhook_sender(http_poster& by, const config::alert_sink& sink);
    void send(std::vector<telling> what, model::moment now, sent done) override;
    void stop() override {}

private:
    http_poster& by_;
    const config::alert_sink sink_;
};

// "sha256=…"
std::string webhook_signature(std::string_view key, std::string_view timestamp, std::string_view body);

// So long an Alertmanager that hears nothing more from us keeps an alert, in terms of how often it is told.
inline constexpr int resends_until_forgotten = 4;

}  // namespace hm::daemon
