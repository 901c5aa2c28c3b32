#include "config/load.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace hm::config {

namespace {

diagnostic about_file(const std::string& path, std::string message) {
    diagnostic d;
    d.file = path;
    d.message = std::move(message);
    return d;
}

struct close_file {
    void operator()(std::FILE* f) const { std::fclose(f); }
};

template <class Loaded>
Loaded load_file(const std::string& path, Loaded (*load)(const source&)) {
    Loaded result;
    const std::optional<source> text = read_source(path, result.diagnostics);
    return text ? load(*text) : result;
}

}  // namespace

// By stdio, because its errors say why (a directory opens well and fails at the first read).
std::optional<source> read_source(const std::string& path, std::vector<diagnostic>& diagnostics) {
    const auto fail = [&](std::string message) {
        diagnostics.push_back(about_file(path, std::move(message)));
        return std::nullopt;
    };
    const std::unique_ptr<std::FILE, close_file> file{std::fopen(path.c_str(), "rbe")};
    if (!file) return fail(fmt::format("cannot be opened: {}", std::strerror(errno)));

    source result{path, {}};
    char block[64 * 1024];
    while (const std::size_t n = std::fread(block, 1, sizeof block, file.get())) {
        result.text.append(block, n);
        if (result.text.size() > max_file_bytes)
            return fail(fmt::format("is larger than the {} bytes that are read", max_file_bytes));
    }
    if (std::ferror(file.get()) != 0) return fail(fmt::format("cannot be read: {}", std::strerror(errno)));
    return result;
}

loaded_model load_model_file(const std::string& path) {
    return load_file(path, load_model);
}

loaded_settings load_settings_file(const std::string& path) {
    return load_file(path, load_settings);
}

}  // namespace hm::config
