// The OpenAPI document and the table of endpoints say the same.
#include <catch2/catch.hpp>

#include "daemon/alerts/alert_desk.hpp"
#include "daemon/dashboard/page.hpp"
#include "daemon/history/history_desk.hpp"
#include "daemon/outputs/embedded.hpp"
#include "daemon/outputs/events.hpp"
#include "daemon/outputs/routes.hpp"
#include "daemon/override_desk.hpp"
#include "daemon/push_desk.hpp"
#include "test/daemon/outputs/picture.hpp"

#include <boost/json.hpp>

#include <set>
#include <string>

using namespace hm;
using namespace hm::test;
namespace http = daemon::http;

namespace {

using operations = std::set<std::string>;  // "get /api/v1/status"

// Every service that a listener can have, with all that a daemon has behind it.
class everything : private daemon::publisher {
public:
    everything()
        : in_use_(std::make_shared<daemon::generation>(1, shop(), nullptr, [] {})),
          core_(in_use_, *this, {}, daemon::now()),
          overrides_(io_, io_, core_, nullptr),
          events_(io_, context_) {
        context_.overrides = &overrides_;
        context_.pushed = &pushed_;
        context_.history = &past_;
        context_.events = &events_;
        context_.alerts = &alerts_;
        context_.reload = [](bool, auto) {};
    }

    operations offered() const {
        using config::service;
        operations all;
        const auto routes = daemon::make_routes(
            {service::lb, service::api, service::admin, service::metrics, service::dashboard}, context_);
        routes.each([&](http::methods allowed, const std::string& pattern) {
            using http::method;
            const auto note = [&](method m, const char* name) {
                if (allowed & http::only(m)) all.insert(name + pattern);
            };
            note(method::get, "get ");
            note(method::options, "options ");
            note(method::post, "post ");
            note(method::put, "put ");
            note(method::del, "delete ");
        });
        for (const daemon::page_file& page : daemon::page_files()) all.erase("get " + std::string{page.path});
        std::erase_if(all, [](const std::string& o) { return o.ends_with("{...}"); });
        return all;
    }

private:
    void publish(std::shared_ptr<const model::verdict_table>) override {}
    void publish(std::shared_ptr<const model::snapshot>) override {}
    void keep(daemon::write_batch) override {}

    boost::asio::io_context io_{1};
    daemon::view view_;
    daemon::output_context context_{view_};
    std::shared_ptr<daemon::generation> in_use_;
    daemon::core core_;
    daemon::override_desk overrides_;
    daemon::push_desk pushed_{config::log_settings::checks::none};
    daemon::events_hub events_;
    daemon::history_desk past_{io_, nullptr};
    daemon::alert_desk alerts_{io_, {}, {}, view_, nullptr, {}};
};

boost::json::value document() {
    return boost::json::parse(daemon::embedded::openapi_json());
}

operations documented() {
    operations all;
    const auto described = document();
    for (const auto& [path, item] : at(described, "/paths").as_object())
        for (const auto& [verb, operation] : item.as_object())
            all.insert(std::string{verb} + " " + std::string{path});
    return all;
}

// The names in braces.
std::set<std::string> parameters_of(std::string_view path) {
    std::set<std::string> names;
    for (std::size_t open = path.find('{'); open != path.npos; open = path.find('{', open + 1))
        names.emplace(path.substr(open + 1, path.find('}', open) - open - 1));
    return names;
}

}  // namespace

TEST_CASE("every endpoint is in the OpenAPI document, and no other", "[outputs][openapi]") {
    CHECK(everything{}.offered() == documented());
}

TEST_CASE("the parameters of every path are described", "[outputs][openapi]") {
    const auto all = document();
    for (const auto& [path, item] : at(all, "/paths").as_object())
        for (const auto& [verb, operation] : item.as_object()) {
            INFO(verb << " " << path);
            std::set<std::string> described;
            if (const auto* list = operation.as_object().if_contains("parameters"))
                for (const auto& p : list->as_array())
                    if (const auto* in = p.as_object().if_contains("in"); in && *in == "path")
                        described.emplace(p.at("name").as_string());
            CHECK(described == parameters_of(path));
        }
}

TEST_CASE("the reasons of the OpenAPI document are the closed list", "[outputs][openapi]") {
    std::set<std::string> known, described;
    for (std::size_t i = 0; i < model::reason_count; ++i)
        known.emplace(model::to_string(static_cast<model::reason>(i)));
    const auto all = document();
    for (const auto& word : at(all, "/components/schemas/reason/enum").as_array())
        described.emplace(word.as_string());
    CHECK(described == known);
}
