// The bytes of the page's files; defined in a source that daemon/embed.cmake writes at build time.
#pragma once

#include <string_view>

namespace hm::daemon::embedded {

std::string_view index_html();
std::string_view app_js();
std::string_view style_css();
std::string_view icon_svg();

}  // namespace hm::daemon::embedded
