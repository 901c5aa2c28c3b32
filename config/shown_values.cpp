#include "config/shown_values.hpp"

namespace hm::config {

namespace {

void report_at(const node& n, mistake wrong, std::size_t offset, report& out) {
    out.error(place_in(n, offset + wrong.offset, out), wrong.message, wrong.hint);
}

}  // namespace

std::optional<std::string> as_shown_text(const node& n, std::string_view what, substitution& here,
                                         report& out) {
    return here.shown_text(n, what, out, substitution::environment::is_let_in);
}

std::optional<std::string> as_shown_name(const node& n, std::string_view what, substitution& here,
                                         report& out) {
    const std::optional<std::string> text = as_shown_text(n, what, here, out);
    if (!text) return std::nullopt;
    auto name = parse_name(*text);
    if (!name) report_at(n, name.wrong, 0, out);
    return std::move(name.value);
}

std::optional<host_and_port> as_literal_address(const node& n, port_rule rule, substitution& here,
                                                report& out) {
    const std::optional<std::string> text = as_shown_text(n, "an address", here, out);
    if (!text) return std::nullopt;
    auto address = parse_address(*text, rule);
    if (!address) {
        report_at(n, address.wrong, 0, out);
        return std::nullopt;
    }
    if (is_literal_address(address.value->host)) return std::move(address.value);
    out.error(n.at, fmt::format("{} is no literal address", quoted(address.value->host)),
              "write it like 127.0.0.1:8640 or [::1]:8640");
    return std::nullopt;
}

std::optional<verdict_name> as_verdict_name(const node& n, substitution& here, report& out) {
    const std::optional<std::string> text = as_shown_text(n, "a region", here, out);
    if (!text) return std::nullopt;
    const std::size_t slash = text->find('/');
    const auto region = parse_name(std::string_view{*text}.substr(0, slash));
    if (!region) {
        report_at(n, region.wrong, 0, out);
        return std::nullopt;
    }
    if (slash == std::string::npos) return verdict_name{*region.value, {}};
    const auto flow = parse_name(std::string_view{*text}.substr(slash + 1));
    if (!flow) {
        report_at(n, flow.wrong, slash + 1, out);
        return std::nullopt;
    }
    return verdict_name{*region.value, *flow.value};
}

}  // namespace hm::config
