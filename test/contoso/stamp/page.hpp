// The page as HTML. Pure.
#pragma once

#include <boost/json/array.hpp>

#include <string>
#include <string_view>

namespace contoso {

// No logo_url, no logo. Items that are not {id, name, price_cents} are left out.
std::string page_html(std::string_view region, const boost::json::array& items, std::string_view logo_url);

}  // namespace contoso
