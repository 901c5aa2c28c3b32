// A tls_session and OpenSSL's server back to back in memory.
#pragma once

#include "probes/tls_session.hpp"
#include "test/support/tls_server.hpp"

namespace hm::test {

inline model::moment moment_at(model::wall_time wall) {
    return {model::steady_time{std::chrono::hours{1}}, wall};
}

inline std::shared_ptr<probes::tls_context> context_of(const model::tls_settings& settings) {
    return std::make_shared<probes::tls_context>(settings, probes::make_trust(settings.ca));
}

struct tls_talk {
    tls_talk(std::shared_ptr<probes::tls_context> context, const model::tls_settings& settings,
             const tls_server& with, const std::string& host = "api.test",
             model::moment now = moment_at(present()))
        : client(std::move(context), settings, host, "127.0.0.1:443", now), server(with) {}

    // Hands bytes to and fro until nobody has any more, to the client in pieces of at most `piece`.
    probes::tls_session::progress go_on(std::size_t piece = std::string::npos) {
        auto progress = client.receive({}, heard);
        for (std::string out; client.take_output(out), !out.empty(); out.clear()) {
            std::string in;
            server.receive(out, in);
            progress = say_to_client(in, piece);
        }
        return progress;
    }

    probes::tls_session::progress say_to_client(std::string_view bytes, std::size_t piece) {
        auto progress = client.receive({}, heard);
        for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size())))
            progress = client.receive(bytes.substr(0, piece), heard);
        return progress;
    }

    // What the server has to say by itself.
    std::string from_server() {
        std::string in;
        server.receive({}, in);
        return in;
    }

    probes::tls_session client;
    tls_server::connection server;
    std::string heard;  // by the client
};

}  // namespace hm::test
