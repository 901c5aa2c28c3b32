#include "config/substitution.hpp"

#include "config/reader.hpp"

#include <algorithm>

namespace hm::config {

namespace {

constexpr std::string_view open_mark = "${";
constexpr std::string_view region_prefix = "region.";
constexpr std::string_view implicit_name = "name";
constexpr std::array<std::string_view, 3> later_sources{"env:", "file:", "credential:"};

}  // namespace

std::optional<std::string> substitution::text(const node& n, report& out) {
    const std::optional<std::string> written = as_text(n, out);
    if (!written || written->find(open_mark) == std::string::npos) return written;

    const std::string_view text = *written;
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = text.find(open_mark, at);
        if (begin == std::string_view::npos) {
            result += text.substr(at);
            break;
        }
        const bool escaped = begin > at && text[begin - 1] == '$';
        result += text.substr(at, begin - at - (escaped ? 1 : 0));
        at = begin + open_mark.size();
        if (escaped) {
            result += open_mark;
            continue;
        }
        const std::size_t end = text.find('}', at);
        if (end == std::string_view::npos) {
            out.error(place_in(n, begin, out), "this ${ is never closed",
                      "write $${ for the characters themselves");
            return std::nullopt;
        }
        const std::string* value = lookup(n, text.substr(at, end - at), begin, out);
        if (value == nullptr) return std::nullopt;
        result += *value;
        fingerprint_.append(*value).push_back('\0');
        if (result.size() > max_substituted) {
            out.error(n.at,
                      fmt::format("the text is longer than {} bytes after substitution", max_substituted));
            return std::nullopt;
        }
        at = end + 1;
    }
    return result;
}

const std::string* substitution::lookup(const node& n, std::string_view reference, std::size_t offset,
                                        report& out) {
    if (reference.starts_with(region_prefix))
        return region_variable(n, reference.substr(region_prefix.size()), offset, out);
    const bool later = std::any_of(later_sources.begin(), later_sources.end(),
                                   [&](std::string_view source) { return reference.starts_with(source); });
    if (later)
        out.error(place_in(n, offset, out), fmt::format("${{{}...}} is not supported by this version",
                                                        reference.substr(0, reference.find(':') + 1)));
    else
        out.error(place_in(n, offset, out), fmt::format("{} is no variable", quoted(reference)),
                  "write ${region.name}, or ${region.x} for x of the region's vars; $${ for the characters "
                  "themselves");
    return nullptr;
}

const std::string* substitution::region_variable(const node& n, std::string_view name, std::size_t offset,
                                                 report& out) {
    if (here_ == model::region_id::none) {
        out.error(place_in(n, offset, out),
                  fmt::format("\"${{region.{}}}\" in a global entity, which is in no region", name),
                  "write the text out, or make the entity regional");
        return nullptr;
    }
    const model::region& here = regions_[model::index(here_)];
    if (name == implicit_name) return &here.name;
    used_.emplace(name);
    const auto found = here.vars.find(std::string{name});
    if (found != here.vars.end()) return &found->second;
    report_unknown(n, name, offset, out);
    return nullptr;
}

// Unknown everywhere is a slip of the pen; known elsewhere is a region that was forgotten.
void substitution::report_unknown(const node& n, std::string_view name, std::size_t offset,
                                  report& out) const {
    const place at = place_in(n, offset, out);
    const bool elsewhere = std::any_of(regions_.begin(), regions_.end(), [&](const model::region& r) {
        return r.vars.contains(std::string{name});
    });
    if (elsewhere)
        return out.error(at, fmt::format("region \"{}\" has no variable {}",
                                         regions_[model::index(here_)].name, quoted(name)));
    std::vector<std::string_view> known{implicit_name};
    for (const model::region& r : regions_)
        for (const auto& [key, value] : r.vars) known.push_back(key);
    std::string hint = out.full() ? std::string{} : did_you_mean(name, known);
    if (hint.empty()) hint = "variables stand in the vars of each region";
    out.error(at, fmt::format("unknown variable {}", quoted(name)), std::move(hint));
}

}  // namespace hm::config
