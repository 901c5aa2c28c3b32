#include "model/override_board.hpp"

#include <algorithm>
#include <tuple>

namespace hm::model {

namespace {

bool earlier(const operator_override& a, const operator_override& b) {
    return std::tie(a.since, a.id) < std::tie(b.since, b.id);
}

}  // namespace

const operator_override* override_board::find(std::string_view id) const {
    const auto found = std::ranges::find(*in_force_, id, &operator_override::id);
    return found == in_force_->end() ? nullptr : &*found;
}

const operator_override* override_board::same_as(const operator_override& wanted) const {
    const auto about = [](const operator_override& o) { return std::tie(o.kind, o.region, o.flow, o.node); };
    const auto found =
        std::ranges::find_if(*in_force_, [&](const auto& o) { return about(o) == about(wanted); });
    return found == in_force_->end() ? nullptr : &*found;
}

void override_board::add(operator_override o) {
    next_expiry_ = std::min(next_expiry_.value_or(o.until), o.until);
    override_list all = *in_force_;
    const auto place = std::ranges::upper_bound(all, o, earlier);
    all.insert(place, std::move(o));
    in_force_ = std::make_shared<const override_list>(std::move(all));
}

std::optional<operator_override> override_board::remove(std::string_view id) {
    override_list all = *in_force_;
    const auto found = std::ranges::find(all, id, &operator_override::id);
    if (found == all.end()) return std::nullopt;
    operator_override gone = std::move(*found);
    all.erase(found);
    in_force_ = std::make_shared<const override_list>(std::move(all));
    return gone;
}

std::vector<operator_override> override_board::expire(wall_time now) {
    std::vector<operator_override> over;
    if (!next_expiry_ || now < *next_expiry_) return over;
    override_list stay;
    next_expiry_.reset();
    for (const operator_override& o : *in_force_) {
        (o.is_over(now) ? over : stay).push_back(o);
        if (!o.is_over(now)) next_expiry_ = std::min(next_expiry_.value_or(o.until), o.until);
    }
    if (!over.empty()) in_force_ = std::make_shared<const override_list>(std::move(stay));
    return over;
}

}  // namespace hm::model
