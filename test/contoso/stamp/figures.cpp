#include "test/contoso/stamp/figures.hpp"

#include <fmt/format.h>

namespace contoso {

namespace {

std::string plain(double value) {
    std::string text = fmt::format("{:.3f}", value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

}  // namespace

std::string to_json(const figures& values) {
    std::string text = "{";
    for (const auto& [name, value] : values)
        text += fmt::format("{}\"{}\": {}", text.size() > 1 ? ", " : "", name, plain(value));
    return text + "}\n";
}

}  // namespace contoso
