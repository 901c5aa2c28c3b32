// The dashboard: a few static files, embedded when the daemon is built. They ask /api/v1 for everything they
// show; nothing is rendered here.
#pragma once

#include "daemon/http/response.hpp"

#include <span>
#include <string_view>

namespace hm::daemon {

struct page_file {
    std::string_view path;  // "/", "/app.js", …
    std::string_view content_type;
    std::string_view bytes;
};

std::span<const page_file> page_files();

// With a strict content security policy: no inline script or style, nothing from elsewhere.
http::response page_answer(const page_file& file, const http::request& asked);

}  // namespace hm::daemon
