#include "config/json_body.hpp"

#include "model/alerts/placeholders.hpp"

#include <algorithm>

namespace hm::config {

namespace {

void append_string(std::string& to, std::string_view text) {
    to += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            (to += '\\') += c;
        else if (byte < 0x20)
            to += fmt::format("\\u{:04x}", byte);
        else
            to += c;
    }
    to += '"';
}

bool is_digits(std::string_view s) {
    return !s.empty() && std::ranges::all_of(s, [](char c) { return c >= '0' && c <= '9'; });
}

// As JSON writes a number, without an exponent.
bool is_number(std::string_view s) {
    if (s.starts_with('-')) s.remove_prefix(1);
    const std::size_t dot = s.find('.');
    const std::string_view whole = s.substr(0, dot);
    if (!is_digits(whole) || (whole.size() > 1 && whole.front() == '0')) return false;
    return dot == std::string_view::npos || is_digits(s.substr(dot + 1));
}

class writer {
public:
    writer(substitution& here, report& out) : here_(here), out_(out) {}

    void write(const node& n) {
        switch (n.what) {
            case node::kind::null:
                text_ += "null";
                break;
            case node::kind::scalar:
                write_scalar(n);
                break;
            case node::kind::map:
                write_map(n);
                break;
            case node::kind::sequence:
                write_list(n);
                break;
            case node::kind::broken:
                failed_ = true;
                break;
        }
    }

    std::optional<std::string> take() { return failed_ ? std::nullopt : std::optional{std::move(text_)}; }

private:
    void write_scalar(const node& n) {
        const std::optional<filled_text> filled = here_.text(n, out_);
        if (!filled) {
            failed_ = true;
            return;
        }
        check_placeholders(n);
        const bool is_literal = !n.is_quoted && (n.text == "true" || n.text == "false" || is_number(n.text));
        if (is_literal)
            text_ += n.text;
        else
            append_string(text_, filled->text);
    }

    void write_map(const node& n) {
        std::string_view separator = "{";
        if (n.members.empty()) text_ += '{';
        for (const member& m : n.members) {
            text_ += separator;
            append_string(text_, m.key);
            text_ += ':';
            write(m.value);
            separator = ",";
        }
        text_ += '}';
    }

    void write_list(const node& n) {
        std::string_view separator = "[";
        if (n.items.empty()) text_ += '[';
        for (const node& item : n.items) {
            text_ += separator;
            write(item);
            separator = ",";
        }
        text_ += ']';
    }

    void check_placeholders(const node& n) {
        const std::string_view text = n.text;
        for (std::size_t at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at + 2)) {
            const std::size_t end = text.find("}}", at);
            const std::string_view name =
                text.substr(at + 2, end == std::string_view::npos ? end : end - at - 2);
            const auto& known = model::alerts::placeholders;
            if (std::ranges::find(known, name) != known.end()) continue;
            std::string hint = did_you_mean(name, known);
            if (hint.empty()) hint = fmt::format("there are {}", fmt::join(known, ", "));
            out_.error(place_in(n, at, out_),
                       fmt::format("{} stands for nothing", quoted(text.substr(at, 60))), std::move(hint));
            failed_ = true;
            return;
        }
    }

    substitution& here_;
    report& out_;
    std::string text_;
    bool failed_ = false;
};

}  // namespace

std::optional<std::string> as_json_body(const node& n, substitution& here, report& out) {
    if (n.what == node::kind::null) {
        out.error(n.at, "the body is empty", "without `body:` the whole notice is sent");
        return std::nullopt;
    }
    writer w{here, out};
    w.write(n);
    std::optional<std::string> json = w.take();
    if (!json || json->size() <= max_webhook_body) return json;
    out.error(n.at, fmt::format("the body is longer than {} bytes", max_webhook_body));
    return std::nullopt;
}

}  // namespace hm::config
