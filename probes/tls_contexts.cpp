#include "probes/tls_contexts.hpp"

#include <algorithm>

namespace hm::probes {

std::shared_ptr<tls_context> tls_contexts::of(const model::shared_value<model::tls_settings>& settings) {
    const auto [found, is_new] = aliases_.try_emplace(settings.get());
    alias& a = found->second;
    if (is_new) a = {settings, equal_to(*settings)};
    a.used = true;
    return a.context;
}

std::shared_ptr<tls_context> tls_contexts::equal_to(const model::tls_settings& settings) {
    model::tls_settings nameless = settings;
    nameless.server_name.clear();
    nameless.expected_name.clear();
    for (const entry& e : contexts_)
        if (e.settings == nameless) return e.context;

    auto whom = trusts_.find(settings.ca);
    if (whom == trusts_.end()) whom = trusts_.emplace(settings.ca, make_trust(settings.ca)).first;
    auto made = std::make_shared<tls_context>(settings, whom->second);
    contexts_.push_back({std::move(nameless), made});
    return made;
}

void tls_contexts::prepare(const model::probe_spec& spec) {
    std::visit(
        [this](const auto& kind) {
            if constexpr (requires { kind.tls; })
                if (kind.tls) of(kind.tls);
        },
        spec);
}

void tls_contexts::forget_unused() {
    std::erase_if(aliases_, [](const auto& a) { return !a.second.used; });
    for (auto& [pointer, a] : aliases_) a.used = false;
    std::erase_if(contexts_, [](const entry& e) { return e.context.use_count() == 1; });
    std::erase_if(trusts_, [this](const auto& t) {
        return std::none_of(contexts_.begin(), contexts_.end(),
                            [&t](const entry& e) { return e.settings.ca == t.first; });
    });
}

}  // namespace hm::probes
