#include "test/contoso/stamp/page.hpp"

#include <fmt/format.h>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>

namespace contoso {

namespace json = boost::json;

namespace {

constexpr std::string_view layout = R"(<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Contoso Shoes</title>
<link rel="icon" href="/logo.svg">
<style>body {{ font: 1rem/1.5 sans-serif; max-width: 40rem; margin: 2rem auto }}</style>
{logo}
<h1>Contoso Shoes</h1>
<ul>
{items}</ul>
<p>Served from {region}.</p>
</html>
)";

std::string escaped(std::string_view text) {
    std::string safe;
    for (const char c : text) {
        switch (c) {
            case '&':
                safe += "&amp;";
                break;
            case '<':
                safe += "&lt;";
                break;
            case '>':
                safe += "&gt;";
                break;
            case '"':
                safe += "&quot;";
                break;
            default:
                safe += c;
        }
    }
    return safe;
}

std::string entry(const json::value& item) {
    if (!item.is_object()) return {};
    const json::value* id = item.get_object().if_contains("id");
    const json::value* name = item.get_object().if_contains("name");
    const json::value* cents = item.get_object().if_contains("price_cents");
    if (!id || !id->is_string() || !name || !name->is_string() || !cents || !cents->is_int64()) return {};
    const auto price = cents->get_int64();
    return fmt::format("<li><a href=\"/api/items/{}\">{}</a>, {}.{:02} €\n", escaped(id->get_string()),
                       escaped(name->get_string()), price / 100, price % 100);
}

}  // namespace

std::string page_html(std::string_view region, const json::array& items, std::string_view logo_url) {
    std::string list;
    for (const auto& item : items) list += entry(item);
    const std::string logo =
        logo_url.empty() ? std::string() : fmt::format("<img src=\"{}\" alt=\"\">", escaped(logo_url));
    return fmt::format(layout, fmt::arg("logo", logo), fmt::arg("items", list),
                       fmt::arg("region", escaped(region)));
}

}  // namespace contoso
