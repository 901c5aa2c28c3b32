#include "probes/admission.hpp"

#include <algorithm>

namespace hm::probes {

admission::host admission::name(std::string_view host_name) {
    const auto [found, is_new] = by_name_.try_emplace(std::string{host_name}, 0);
    if (is_new) {
        if (unused_.empty()) {
            unused_.push_back(static_cast<host>(hosts_.size()));
            hosts_.emplace_back();
        }
        found->second = unused_.back();
        unused_.pop_back();
        hosts_[found->second].name = &found->first;
    }
    ++hosts_[found->second].users;
    return found->second;
}

void admission::let_go(host h) {
    host_state& state = hosts_[h];
    if (--state.users > 0) return;
    by_name_.erase(std::string{*state.name});
    state = {};
    unused_.push_back(h);
}

void admission::want(slot s, host h) {
    host_state& at = hosts_[h];
    ++queued_;
    if (at.taken == max_per_host_) return at.waiting.push_back(s);
    ++at.taken;
    ready_.push_back(s);
}

void admission::withdraw(slot s, host h) {
    queued_ -= std::erase(hosts_[h].waiting, s);
    const std::size_t were_ready = std::erase(ready_, s);
    queued_ -= were_ready;
    for (std::size_t i = 0; i < were_ready; ++i) free_place(h);
}

std::optional<admission::slot> admission::next() {
    if (ready_.empty() || under_way_ == max_concurrent_) return std::nullopt;
    const slot s = ready_.front();
    ready_.pop_front();
    --queued_;
    ++under_way_;
    return s;
}

void admission::ended(host h) {
    --under_way_;
    free_place(h);
}

void admission::free_place(host h) {
    host_state& at = hosts_[h];
    if (at.waiting.empty()) {
        --at.taken;
        return;
    }
    ready_.push_back(at.waiting.front());
    at.waiting.erase(at.waiting.begin());
}

}  // namespace hm::probes
