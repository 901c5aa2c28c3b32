#include "config/read_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

namespace hm::config {

namespace {

struct close_file {
    void operator()(std::FILE* f) const { std::fclose(f); }
};

}  // namespace

std::string path_beside(const std::string& file, const std::string& name) {
    return (std::filesystem::path{file}.parent_path() / name).lexically_normal();
}

// By stdio, because its errors say why (a directory opens well and fails at the first read).
parsed<std::string> read_file(const std::string& path, std::size_t limit) {
    const std::unique_ptr<std::FILE, close_file> file{std::fopen(path.c_str(), "rbe")};
    if (!file) return mistake{fmt::format("cannot be opened: {}", std::strerror(errno)), {}};
    std::string text;
    char block[64 * 1024];
    while (const std::size_t n = std::fread(block, 1, sizeof block, file.get())) {
        text.append(block, n);
        if (text.size() > limit)
            return mistake{fmt::format("is larger than the {} bytes that are read", limit), {}};
    }
    if (std::ferror(file.get()) != 0)
        return mistake{fmt::format("cannot be read: {}", std::strerror(errno)), {}};
    return text;
}

parsed<std::string> read_regular_file(const std::string& path, std::size_t limit) {
    std::error_code ignored;
    const std::filesystem::file_status status = std::filesystem::status(path, ignored);
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
        return mistake{"is no regular file", {}};
    return read_file(path, limit);
}

}  // namespace hm::config
