#include "probes/session_store.hpp"

namespace hm::probes {

void session_store::keep(const std::string& place, kept_session what, model::steady_time now) {
    drop_old(now);
    if (is_over(what, now)) return;
    const auto found = by_place_.find(place);
    if (found == by_place_.end() && size() >= max_kept_sessions) return;
    if (found == by_place_.end()) {
        sessions_.emplace_back(place, std::move(what));
        by_place_.emplace(place, std::prev(sessions_.end()));
        return;
    }
    // Runs overlap: what an older handshake brought may come after what a younger one did.
    kept_session& before = found->second->second;
    if (what.full_handshake < before.full_handshake) return;
    if (what.full_handshake > before.full_handshake)
        sessions_.splice(sessions_.end(), sessions_, found->second);
    before = std::move(what);
}

const kept_session* session_store::find(const std::string& place, model::steady_time now) const {
    const auto found = by_place_.find(place);
    if (found == by_place_.end() || is_over(found->second->second, now)) return nullptr;
    return &found->second->second;
}

void session_store::forget(const std::string& place) {
    const auto found = by_place_.find(place);
    if (found == by_place_.end()) return;
    sessions_.erase(found->second);
    by_place_.erase(found);
}

void session_store::drop_old(model::steady_time now) {
    while (!sessions_.empty() && is_over(sessions_.front().second, now)) {
        by_place_.erase(sessions_.front().first);
        sessions_.pop_front();
    }
}

}  // namespace hm::probes
