#include "daemon/http/roster.hpp"

namespace hm::daemon::http {

roster::place roster::add(std::shared_ptr<session> s) {
    auto& strangers = queue(standing::stranger);
    return strangers.insert(strangers.end(), {std::move(s), standing::stranger});
}

void roster::move(place p, standing to) {
    queue(to).splice(queue(to).end(), queue(p->as), p);
    p->as = to;
}

void roster::remove(place p) {
    queue(p->as).erase(p);
}

std::shared_ptr<session> roster::first_to_go() const {
    for (const standing s : {standing::stranger, standing::acquaintance, standing::taker})
        if (const auto& q = queues_[static_cast<std::size_t>(s)]; !q.empty()) return q.front().who;
    return nullptr;
}

std::size_t roster::size() const {
    std::size_t n = 0;
    for (const auto& q : queues_) n += q.size();
    return n;
}

std::vector<std::shared_ptr<session>> roster::all() const {
    std::vector<std::shared_ptr<session>> found;
    found.reserve(size());
    for (const auto& q : queues_)
        for (const entry& e : q) found.push_back(e.who);
    return found;
}

}  // namespace hm::daemon::http
