#include "config/substitution.hpp"

#include "config/reader.hpp"
#include "model/secrets.hpp"

#include <algorithm>

namespace hm::config {

namespace {

constexpr std::string_view open_mark = "${";
constexpr std::string_view region_prefix = "region.";
constexpr std::string_view implicit_name = "name";

// What is shorter would hide more than it protects.
constexpr std::size_t min_hidden_part = 4;
constexpr std::string_view address_delimiters = "/?&=:@[],;";

constexpr std::string_view known_forms =
    "write ${region.name}, or ${region.x} for x of the region's vars, ${env:NAME}, ${file:PATH} or "
    "${credential:NAME}; $${ for the characters themselves";

}  // namespace

std::string filled_text::shown(std::size_t length) const {
    std::string out;
    std::size_t at = 0;
    length = std::min(length, text.size());
    for (const range& r : secrets) {
        if (r.begin >= length) break;
        out += text.substr(at, r.begin - at);
        out += model::hidden;
        at = std::min(r.end, length);
    }
    return out + text.substr(at, length - at);
}

void report_mistake(const node& n, const filled_text& t, const mistake& m, std::string_view wanted,
                    report& out) {
    if (!t.is_secret()) return out.error(place_in(n, m.offset, out), m.message, m.hint);
    out.error(n.at, fmt::format("with what ${{...}} puts in this is no {}", wanted),
              "it is not shown, because it may be secret");
}

// A text on its way from the scalar as it is written.
struct substitution::filling {
    const node& from;
    report& out;
    filled_text result = {};
};

std::optional<filled_text> substitution::text(const node& n, report& out) {
    const std::optional<std::string> written = as_text(n, out);
    if (!written) return std::nullopt;

    filling f{n, out};
    const std::string_view text = *written;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = text.find(open_mark, at);
        if (begin == std::string_view::npos) {
            f.result.text += text.substr(at);
            break;
        }
        const bool escaped = begin > at && text[begin - 1] == '$';
        f.result.text += text.substr(at, begin - at - (escaped ? 1 : 0));
        at = begin + open_mark.size();
        if (escaped) {
            f.result.text += open_mark;
            continue;
        }
        const std::size_t end = text.find('}', at);
        if (end == std::string_view::npos) {
            out.error(place_in(n, begin, out), "this ${ is never closed",
                      "write $${ for the characters themselves");
            return std::nullopt;
        }
        if (!put_in(f, text.substr(at, end - at), begin)) return std::nullopt;
        if (f.result.text.size() > max_substituted) {
            out.error(n.at,
                      fmt::format("the text is longer than {} bytes after substitution", max_substituted));
            return std::nullopt;
        }
        at = end + 1;
    }
    return std::move(f.result);
}

// One reference; `offset` is where it stands in the scalar.
bool substitution::put_in(filling& f, std::string_view reference, std::size_t offset) {
    const std::size_t begin = f.result.text.size();
    if (secret_sources::knows(reference)) {
        const std::string* value = secret(f.from, reference, offset, f.out);
        if (value == nullptr) return false;
        f.result.text += *value;
        f.result.secrets.push_back({begin, f.result.text.size()});
        hide(*value);
        return true;
    }
    if (reference.starts_with(region_prefix)) {
        const std::string* value =
            region_variable(f.from, reference.substr(region_prefix.size()), offset, f.out);
        if (value == nullptr) return false;
        f.result.text += *value;
        fingerprint_.append(*value).push_back('\0');
        return true;
    }
    f.out.error(place_in(f.from, offset, f.out), fmt::format("{} is no variable", quoted(reference)),
                std::string{known_forms});
    return false;
}

const std::string* substitution::secret(const node& n, std::string_view reference, std::size_t offset,
                                        report& out) {
    const parsed<std::string>& found = sources_.lookup(reference, out.name(n.at.file));
    if (found) return &*found.value;
    out.error(place_in(n, offset, out), found.wrong.message, found.wrong.hint);
    return nullptr;
}

void substitution::hide(std::string_view secret) {
    if (secret.empty()) return;
    if (std::find(secrets_.begin(), secrets_.end(), secret) == secrets_.end()) secrets_.emplace_back(secret);
}

void substitution::hide_parts_of(const filled_text& address) {
    for (const filled_text::range& r : address.secrets) {
        std::string_view rest = std::string_view{address.text}.substr(r.begin, r.end - r.begin);
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find_first_of(address_delimiters), rest.size());
            const std::string_view part = rest.substr(0, end);
            if (part.size() >= min_hidden_part && part != "http" && part != "https") hide(part);
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
}

std::optional<std::string> substitution::shown_text(const node& n, std::string_view what, report& out,
                                                    environment env) {
    const bool lets_env_in = env == environment::is_let_in;
    for (std::size_t at = n.text.find(open_mark); at != std::string::npos;
         at = n.text.find(open_mark, at + 1)) {
        const std::string_view reference = std::string_view{n.text}.substr(at + open_mark.size());
        const bool escaped = at > 0 && n.text[at - 1] == '$';
        if (escaped || !secret_sources::knows(reference)) continue;
        if (lets_env_in && secret_sources::is_environment(reference)) continue;
        out.error(
            place_in(n, at, out),
            fmt::format("{} cannot come from {}", what,
                        lets_env_in ? "${file:} or ${credential:}" : "${env:}, ${file:} or ${credential:}"),
            "it is shown in answers and logs");
        return std::nullopt;
    }
    std::optional<filled_text> filled = text(n, out);
    return filled ? std::optional{std::move(filled->text)} : std::nullopt;
}

const std::string* substitution::region_variable(const node& n, std::string_view name, std::size_t offset,
                                                 report& out) {
    if (regions_ == nullptr) {
        out.error(place_in(n, offset, out),
                  fmt::format("\"${{region.{}}}\" in the settings, which know no region", name),
                  "write ${env:NAME}, ${file:PATH} or ${credential:NAME}");
        return nullptr;
    }
    if (here_ == model::region_id::none) {
        out.error(place_in(n, offset, out),
                  fmt::format("\"${{region.{}}}\" in a global entity, which is in no region", name),
                  "write the text out, or make the entity regional");
        return nullptr;
    }
    const model::region& here = (*regions_)[model::index(here_)];
    if (name == implicit_name) return &here.name;
    used_->emplace(name);
    const auto found = here.vars.find(std::string{name});
    if (found != here.vars.end()) return &found->second;
    report_unknown(n, name, offset, out);
    return nullptr;
}

// Unknown everywhere is a slip of the pen; known elsewhere is a region that was forgotten.
void substitution::report_unknown(const node& n, std::string_view name, std::size_t offset,
                                  report& out) const {
    const place at = place_in(n, offset, out);
    const bool elsewhere = std::any_of(regions_->begin(), regions_->end(), [&](const model::region& r) {
        return r.vars.contains(std::string{name});
    });
    if (elsewhere)
        return out.error(at, fmt::format("region \"{}\" has no variable {}",
                                         (*regions_)[model::index(here_)].name, quoted(name)));
    std::vector<std::string_view> known{implicit_name};
    for (const model::region& r : *regions_)
        for (const auto& [key, value] : r.vars) known.push_back(key);
    std::string hint = out.full() ? std::string{} : did_you_mean(name, known);
    if (hint.empty()) hint = "variables stand in the vars of each region";
    out.error(at, fmt::format("unknown variable {}", quoted(name)), std::move(hint));
}

}  // namespace hm::config
