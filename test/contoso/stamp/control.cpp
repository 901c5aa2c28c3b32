#include "test/contoso/stamp/control.hpp"

#include "test/contoso/http/routes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <stdexcept>

namespace contoso {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

std::string url_of(const asio::ip::tcp::endpoint& where) {
    return fmt::format("http://{}:{}", where.address().to_string(), where.port());
}

http::response unknown_service(stamp& region, std::string_view name) {
    std::vector<std::string> names;
    for (const auto& h : region.hosts()) names.push_back(h.name());
    return http::failure(400, fmt::format("no service \"{}\"; there are {}", name, fmt::join(names, ", ")));
}

}  // namespace

control::control(asio::io_context& loop, stamp& region)
    : region_(region),
      server_(loop, {region.options().address, region.options().first_port},
              [this](http::request asked) { return answer(std::move(asked)); }) {}

void control::start() {
    if (const auto error = server_.open())
        throw std::runtime_error(
            fmt::format("control cannot listen on {}: {}", url_of(server_.endpoint()), error.message()));
}

asio::awaitable<http::response> control::answer(http::request asked) {
    static constexpr http::route<http::response (control::*)(const http::request&)> table[] = {
        {"GET", "/", &control::overview},
        {"GET", "/faults", &control::faults},
        {"DELETE", "/faults", &control::clear_faults},
        {"PUT", "/faults/{service}", &control::set_fault},
        {"DELETE", "/faults/{service}", &control::clear_fault},
        {"POST", "/kill", &control::kill},
        {"POST", "/revive", &control::revive},
        {"GET", "/requests", &control::requests},
        {"GET", "/metrics", &control::metrics},
    };
    if (asked.path() == "/scale-out" && asked.method == "POST") {
        http::response scaled = co_await region_.scale_out();
        co_return scaled;
    }
    const auto found = http::find(table, asked);
    if (!found.endpoint)
        co_return http::failure(found.status,
                                "there are GET /, GET or DELETE /faults, PUT or DELETE /faults/{service},"
                                " GET /requests, GET /metrics, POST /scale-out, POST /kill, POST /revive");
    co_return (this->*found.endpoint)(asked);
}

http::response control::overview(const http::request&) {
    json::object services;
    for (const auto& h : region_.hosts()) services[h.name()] = url_of(h.endpoint());
    json::object body;
    body["region"] = region_.options().region;
    body["alive"] = region_.alive();
    body["services"] = std::move(services);
    return http::json(200, body);
}

// Also the answer to every change: what holds now.
http::response control::faults(const http::request&) {
    json::object present;
    for (const auto& h : region_.hosts())
        if (h.present_fault().mode != fault_mode::none) present[h.name()] = to_json(h.present_fault());
    json::object body;
    body["region"] = region_.options().region;
    body["alive"] = region_.alive();
    body["faults"] = std::move(present);
    return http::json(200, body);
}

http::response control::clear_faults(const http::request& asked) {
    for (auto& h : region_.hosts())
        if (const auto error = h.set_fault({})) return http::failure(500, h.name() + ": " + error.message());
    return faults(asked);
}

http::response control::set_fault(const http::request& asked) {
    host* const target = region_.find(asked.parameter);
    if (!target) return unknown_service(region_, asked.parameter);
    const parsed_fault told = parse_fault(target->name(), asked.body);
    if (!told) return http::failure(400, told.error());
    if (const auto error = target->set_fault(*told)) return http::failure(500, error.message());
    return faults(asked);
}

http::response control::clear_fault(const http::request& asked) {
    host* const target = region_.find(asked.parameter);
    if (!target) return unknown_service(region_, asked.parameter);
    if (const auto error = target->set_fault({})) return http::failure(500, error.message());
    return faults(asked);
}

http::response control::kill(const http::request& asked) {
    region_.stop();
    return faults(asked);
}

// How many requests each service has got since the process began, by what was asked for.
http::response control::requests(const http::request&) {
    json::object body;
    for (const auto& h : region_.hosts()) {
        json::object counted;
        for (const auto& [what, number] : h.requests()) counted[what] = number;
        body[h.name()] = std::move(counted);
    }
    return http::json(200, body);
}

http::response control::metrics(const http::request&) {
    return region_.health() ? region_.health()->metrics() : http::failure(404, "there is no health endpoint");
}

http::response control::revive(const http::request& asked) try {
    region_.start();
    return faults(asked);
} catch (const std::runtime_error& e) {
    return http::failure(500, e.what());
}

}  // namespace contoso
