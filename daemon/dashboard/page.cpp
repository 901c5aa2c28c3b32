#include "daemon/dashboard/page.hpp"

#include "daemon/dashboard/embedded.hpp"

#include <fmt/format.h>

#include <array>
#include <functional>

namespace hm::daemon {

namespace {

// Its own files and its own API, and nothing that writes markup or code: trusted types make the browser
// refuse that, so that a hostile name is inert whatever the script does.
constexpr std::string_view policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'";

}  // namespace

std::span<const page_file> page_files() {
    static const std::array<page_file, 4> files{{
        {"/", "text/html; charset=utf-8", embedded::index_html()},
        {"/app.js", "text/javascript; charset=utf-8", embedded::app_js()},
        {"/style.css", "text/css; charset=utf-8", embedded::style_css()},
        {"/icon.svg", "image/svg+xml", embedded::icon_svg()},
    }};
    return files;
}

http::response page_answer(const page_file& file, const http::request& asked) {
    const std::string etag = fmt::format("\"{:x}\"", std::hash<std::string_view>{}(file.bytes));
    http::response r;
    r.content_type = file.content_type;
    if (http::lists(asked.if_none_match, etag))
        r.status = 304;
    else
        r.shared_body = std::make_shared<const std::string>(file.bytes);
    r.add("ETag", etag).add("Cache-Control", "no-cache");
    r.add("Content-Security-Policy", policy);
    r.add("X-Content-Type-Options", "nosniff").add("Referrer-Policy", "no-referrer");
    return r;
}

}  // namespace hm::daemon
