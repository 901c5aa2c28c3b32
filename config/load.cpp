#include "config/load.hpp"

#include "config/read_file.hpp"

namespace hm::config {

namespace {

diagnostic about_file(const std::string& path, std::string message) {
    diagnostic d;
    d.file = path;
    d.message = std::move(message);
    return d;
}

}  // namespace

std::optional<source> read_source(const std::string& path, std::vector<diagnostic>& diagnostics) {
    parsed<std::string> text = read_file(path, max_file_bytes);
    if (text) return source{path, std::move(*text.value)};
    diagnostics.push_back(about_file(path, std::move(text.wrong.message)));
    return std::nullopt;
}

loaded_settings load_settings_file(const std::string& path) {
    loaded_settings result;
    const std::optional<source> text = read_source(path, result.diagnostics);
    return text ? load_settings(*text) : result;
}

}  // namespace hm::config
