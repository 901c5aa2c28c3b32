#include "daemon/exports/exporter.hpp"

#include "daemon/exports/replace_file.hpp"
#include "daemon/log.hpp"

#include <algorithm>

namespace hm::daemon {

exporter::exporter(boost::asio::io_context& io, const std::vector<config::gdnsd_extfile>& wanted,
                   const view& state, std::chrono::milliseconds pace)
    : timer_(io), state_(state), pace_(pace) {
    for (const config::gdnsd_extfile& w : wanted) files_.push_back({.path = w.file, .lines = gdnsd_lines{w}});
}

void exporter::follow() {
    if (!stopped_ && !files_.empty() && state_.verdicts) look(std::chrono::steady_clock::now());
}

void exporter::look(model::steady_time now) {
    model::steady_time next = now + pace_;
    for (file& f : files_) {
        const auto text = f.lines.text(*state_.verdicts, now);
        if (!text || *text == f.written) continue;
        if (f.not_before > now) {
            next = std::min(next, f.not_before);
            continue;
        }
        write(f, *text);
        f.not_before = now + pace_;
    }
    look_again(next);
}

// Also without new verdicts: what DNS may remember of a region that is out becomes less, and a file that
// could not be written is tried again.
void exporter::look_again(model::steady_time at) {
    timer_.expires_at(at);
    timer_.async_wait([this](boost::system::error_code cancelled) {
        if (!cancelled) follow();
    });
}

void exporter::write(file& f, const std::string& text) {
    const boost::system::error_code ec = replace_file(f.path, text);
    if (!ec) f.written = text;
    if (ec && !f.failed) log::warning("export_failed", {{"file", f.path}, {"error", ec.message()}});
    if (!ec && f.failed) log::info("export_works_again", {{"file", f.path}});
    f.failed = bool{ec};
}

void exporter::stop() {
    stopped_ = true;
    timer_.cancel();
}

}  // namespace hm::daemon
