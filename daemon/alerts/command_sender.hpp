// A program that is told by a notice as JSON on its standard input. No shell; the environment is a PATH and
// nothing else; what it says on standard error is kept for its last words. It has until the sink's timeout,
// then it is killed with all that it started. Exit code 0: delivered.
#pragma once

#include "config/settings.hpp"
#include "daemon/alerts/sender.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>

namespace hm::daemon {

class command_sender final : public sender {
public:
    command_sender(boost::asio::io_context& io, const config::alert_sink& sink);
    ~command_sender() override;
    void send(std::vector<telling> what, model::moment now, sent done) override;
    void stop() override;

private:
    class child;

    boost::asio::io_context& io_;
    const config::alert_sink sink_;
    std::shared_ptr<child> running_;
};

}  // namespace hm::daemon
