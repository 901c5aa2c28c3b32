#include "model/probe_spec.hpp"

#include <array>

namespace hm::model {

namespace {

constexpr std::array<std::string_view, std::variant_size_v<probe_spec>> kinds{"http", "tcp", "push"};

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

}  // namespace hm::model
