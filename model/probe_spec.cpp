#include "model/probe_spec.hpp"

#include <array>
#include <utility>

namespace hm::model {

namespace {

template <std::size_t... I>
constexpr auto names_of(std::index_sequence<I...>) {
    return std::array{std::variant_alternative_t<I, probe_spec>::kind...};
}

constexpr auto kinds = names_of(std::make_index_sequence<std::variant_size_v<probe_spec>>{});

}  // namespace

std::string_view to_string(content_coding c) {
    return c == content_coding::gzip ? "gzip" : "deflate";
}

std::string_view kind_at(std::size_t alternative) {
    return kinds.at(alternative);
}

std::string_view kind_of(const probe_spec& spec) {
    return kind_at(spec.index());
}

target* target_of(probe_spec& spec) {
    return std::visit(
        [](auto& kind) -> target* {
            if constexpr (requires { kind.to; })
                return &kind.to;
            else
                return nullptr;
        },
        spec);
}

const target* target_of(const probe_spec& spec) {
    return std::visit(
        [](const auto& kind) -> const target* {
            if constexpr (requires { kind.to; })
                return &kind.to;
            else
                return nullptr;
        },
        spec);
}

const tls_settings* tls_of(const probe_spec& spec) {
    return std::visit(
        [](const auto& kind) -> const tls_settings* {
            if constexpr (requires { kind.tls; })
                return kind.tls.get();
            else
                return nullptr;
        },
        spec);
}

bool may_speak_tls(const probe_spec& spec) {
    if (tls_of(spec) != nullptr) return true;
    return std::visit(
        [](const auto& kind) {
            if constexpr (requires { kind.max_redirects; })
                return kind.max_redirects > 0;
            else
                return false;
        },
        spec);
}

}  // namespace hm::model
