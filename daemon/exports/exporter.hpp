// Keeps the files of `exports:` as the verdicts are. On a thread of its own, so that a slow disk delays
// nobody. A file is written as soon as what it says changes, but never twice within export_pace: gdnsd looks
// when there was quiet for a second.
#pragma once

#include "config/settings.hpp"
#include "daemon/exports/gdnsd_lines.hpp"
#include "daemon/view.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace hm::daemon {

inline constexpr std::chrono::seconds export_pace{2};

class exporter {
public:
    // `state` belongs to the same thread and outlives the exporter.
    exporter(boost::asio::io_context& io, const std::vector<config::gdnsd_extfile>& wanted, const view& state,
             std::chrono::milliseconds pace = export_pace);

    void follow();  // there are new verdicts
    void stop();

private:
    struct file {
        std::string path;
        gdnsd_lines lines;
        std::string written{};  // empty: nothing yet
        model::steady_time not_before = model::steady_time::min();
        bool failed = false;
    };

    void look(model::steady_time now);
    void write(file& f, const std::string& text);
    void look_again(model::steady_time at);

    boost::asio::steady_timer timer_;
    const view& state_;
    const std::chrono::milliseconds pace_;
    std::vector<file> files_;
    bool stopped_ = false;
};

}  // namespace hm::daemon
