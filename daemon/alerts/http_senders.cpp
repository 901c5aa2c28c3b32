#include "daemon/alerts/http_senders.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

namespace hm::daemon {

alertmanager_sender::alertmanager_sender(http_poster& by, const config::alert_sink& sink, std::size_t number)
    : by_(by), sink_(sink), number_(number) {}

void alertmanager_sender::send(std::vector<telling> what, model::moment now, sent done) {
    model::http_spec request = sink_.http[number_];
    request.body = alertmanager_json(what, now.wall + sink_.resend * resends_until_forgotten);
    by_.post(std::move(request), sink_.secrets, sink_.timeout, std::move(done));
}

std::string webhook_signature(std::string_view key, std::string_view timestamp, std::string_view body) {
    const std::string message = fmt::format("{}.{}", timestamp, body);
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned int size = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(message.data()), message.size(), bytes.data(), &size);
    std::string text = "sha256=";
    for (unsigned int i = 0; i < size; ++i) text += fmt::format("{:02x}", bytes[i]);
    return text;
}

webhook_sender::webhook_sender(http_poster& by, const config::alert_sink& sink) : by_(by), sink_(sink) {}

void webhook_sender::send(std::vector<telling> what, model::moment now, sent done) {
    const telling& t = what.front();
    model::http_spec request = sink_.http.front();
    request.body = sink_.body.empty() ? notice_json(t) : filled_body(sink_.body, t);
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(now.wall.time_since_epoch()).count();
    const std::string timestamp = std::to_string(seconds);
    request.headers.emplace_back("X-Healthmodel-Timestamp", timestamp);
    request.headers.emplace_back("X-Healthmodel-Incident", model::printable(t.what.incident));
    request.headers.emplace_back("X-Healthmodel-Status", std::string{status_word(t.how)});
    if (!sink_.signing_key.empty())
        request.headers.emplace_back("X-Healthmodel-Signature",
                                     webhook_signature(sink_.signing_key, timestamp, request.body));
    by_.post(std::move(request), sink_.secrets, sink_.timeout, std::move(done));
}

}  // namespace hm::daemon
