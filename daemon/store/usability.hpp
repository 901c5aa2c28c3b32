// Whether a file of ours can be used, as it is told: the log hears of it when that changes, metrics and
// people at any time. Pure.
#pragma once

#include "model/time.hpp"

#include <optional>
#include <string>
#include <utility>

namespace hm::daemon {

class usability {
public:
    bool is_usable() const { return !since_; }
    const std::string& trouble() const { return trouble_; }  // why it is not, in words

    // True when that is news: it was usable, or not for another reason.
    bool went_wrong(const std::string& why, model::steady_time now) {
        const bool is_news = !since_ || trouble_ != why;
        if (!since_) since_ = now;
        trouble_ = why;
        return is_news;
    }
    // How long it had been unusable, if it had.
    std::optional<model::duration> went_well(model::steady_time now) {
        trouble_.clear();
        const auto since = std::exchange(since_, std::nullopt);
        return since ? std::optional{model::duration{now - *since}} : std::nullopt;
    }

private:
    std::optional<model::steady_time> since_;
    std::string trouble_;
};

}  // namespace hm::daemon
