// What servers gave us to resume TLS sessions with, one for each place, for a short while. A resumed
// handshake costs us a third.
#pragma once

#include "model/time.hpp"
#include "model/tls.hpp"
#include "probes/openssl.hpp"

#include <list>
#include <string>
#include <unordered_map>

namespace hm::probes {

// From the full handshake on. A server does not show its certificate when a session is resumed, so that an
// exchanged, revoked or misconfigured one is noticed only when there is a full handshake again.
inline constexpr std::chrono::minutes max_session_age{5};
// About 11 KB each, since OpenSSL keeps the peer's chain with it. Beyond that, further places have full
// handshakes.
inline constexpr std::size_t max_kept_sessions = 2000;

struct kept_session {
    ssl_session_ptr session;
    std::shared_ptr<const model::tls_facts> facts;  // of the full handshake, `resumed` set
    model::steady_time full_handshake{};
};

class session_store {
public:
    // In place of what was kept for this place. Times never go back.
    void keep(const std::string& place, kept_session what, model::steady_time now);
    // Null when there is none that is young enough; else valid until the next keep or forget.
    const kept_session* find(const std::string& place, model::steady_time now) const;
    void forget(const std::string& place);
    std::size_t size() const { return by_place_.size(); }

private:
    using by_age = std::list<std::pair<std::string, kept_session>>;

    static bool is_over(const kept_session& kept, model::steady_time now) {
        return now - kept.full_handshake >= max_session_age;
    }
    void drop_old(model::steady_time now);

    by_age sessions_;  // the oldest first
    std::unordered_map<std::string, by_age::iterator> by_place_;
};

}  // namespace hm::probes
