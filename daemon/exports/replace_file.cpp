#include "daemon/exports/replace_file.hpp"

#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hm::daemon {

namespace {

using boost::system::error_code;

constexpr int readable_by_all = 0644;

error_code last_error() {
    return {errno, boost::system::system_category()};
}

std::string beside(const std::string& path) {
    const std::size_t name = path.rfind('/') + 1;
    return path.substr(0, name) + "." + path.substr(name) + ".new";
}

error_code write_all(int file, std::string_view text) {
    while (!text.empty()) {
        const ssize_t n = ::write(file, text.data(), text.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return last_error();
        text.remove_prefix(static_cast<std::size_t>(n));
    }
    return ::fsync(file) == 0 ? error_code{} : last_error();
}

error_code write_file(const std::string& path, std::string_view text) {
    const int file =
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, readable_by_all);
    if (file < 0) return last_error();
    // Whatever our umask is: another user's program is to read it.
    error_code ec = ::fchmod(file, readable_by_all) == 0 ? error_code{} : last_error();
    if (!ec) ec = write_all(file, text);
    if (::close(file) != 0 && !ec) return last_error();
    return ec;
}

}  // namespace

error_code replace_file(const std::string& path, std::string_view text) {
    const std::string fresh = beside(path);
    error_code ec = write_file(fresh, text);
    if (!ec && std::rename(fresh.c_str(), path.c_str()) != 0) ec = last_error();
    if (ec) ::unlink(fresh.c_str());
    return ec;
}

}  // namespace hm::daemon
