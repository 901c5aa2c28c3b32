// The application's own health endpoint, as load balancers and platforms poll it: /health for the region, and
// /health/{flow} for one of the things that users do. The checks are run by the embedded engine
// (healthmodel::healthmodel), on threads and times of its own; an answer is read from memory, so that neither
// the number of pollers nor the state of any dependency matters to it.
#pragma once

#include "test/contoso/http/message.hpp"

#include <healthmodel/healthmodel.hpp>

#include <optional>
#include <string>

namespace contoso {

struct health_options {
    // Who shows it sees each check; others see the status alone, with the same status code. Empty: all see
    // all.
    std::string token;
    healthmodel::options::logged_checks log = healthmodel::options::logged_checks::changes;
};

class health_endpoint {
public:
    // Throws healthmodel::model_error.
    health_endpoint(std::string model, health_options options);

    // A start is that of a new process: nothing is known yet, and the answer is 503 until it is.
    void start();
    void stop();

    // For requests that concern it. Everything else about them (and the answer to HEAD) is the server's.
    static bool concerns(const http::request& asked);
    http::response answer(const http::request& asked) const;
    // All of it as Prometheus reads it, for later analysis.
    http::response metrics() const;

private:
    void make_engine();
    bool may_see_everything(const http::request& asked) const;

    const std::string model_;
    const health_options options_;
    std::optional<healthmodel::engine> engine_;
};

}  // namespace contoso
