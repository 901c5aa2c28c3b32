#include "test/contoso/stamp/stamp.hpp"

#include "test/contoso/stamp/background_processor.hpp"
#include "test/contoso/stamp/blob_storage.hpp"
#include "test/contoso/stamp/catalog_api.hpp"
#include "test/contoso/stamp/container_registry.hpp"
#include "test/contoso/stamp/cosmos_db.hpp"
#include "test/contoso/stamp/event_hubs.hpp"
#include "test/contoso/stamp/front_end.hpp"
#include "test/contoso/stamp/health_model.hpp"
#include "test/contoso/stamp/key_vault.hpp"
#include "test/contoso/stamp/third_party_api.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <stdexcept>

namespace contoso {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

// A caller's patience. The front end's with the API is longer than the API's with all that one request asks
// of its own dependencies, so that it hears which of them failed instead of giving up first.
constexpr milliseconds patience{500};
constexpr milliseconds patience_with_api{1'700};

enum port_offset : std::uint16_t {
    front_end_at = 1,
    catalog_api_at,
    processor_at,
    cosmos_at,
    hubs_at,
    blob_at,
    vault_at,
    registry_at,  // these two at the shared address
    third_party_at
};

// In memory, both of its connections still see one store: `memdb` shares by name within the process.
std::string database_uri(const std::string& directory) {
    return directory.empty() ? "file:/catalog?vfs=memdb" : directory + "/catalog.sqlite";
}

// The ways from service to service: each caller gets a client of its own, as if they were on different
// machines.
class network {
public:
    network(asio::io_context& loop, const stamp_options& options) : loop_(loop), options_(options) {}

    tcp::endpoint at(port_offset offset) const {
        return {options_.address, static_cast<std::uint16_t>(options_.first_port + offset)};
    }
    dependency to_catalog_api() const { return to("catalog-api", catalog_api_at, patience_with_api); }
    dependency to_cosmos_db() const { return to("cosmos-db", cosmos_at, patience); }
    dependency to_event_hubs() const { return to("event-hubs", hubs_at, patience); }
    dependency to_blob_storage() const { return to("blob-storage", blob_at, patience); }
    dependency to_key_vault() const { return to("key-vault", vault_at, patience); }
    dependency to_container_registry() const { return to_shared("container-registry", registry_at); }
    dependency to_third_party_api() const { return to_shared("third-party-api", third_party_at); }

private:
    dependency to(std::string_view name, port_offset offset, milliseconds timeout) const {
        return {name, http::client(loop_.get_executor(), at(offset), timeout)};
    }
    dependency to_shared(std::string_view name, port_offset offset) const {
        const tcp::endpoint where{options_.shared_address, at(offset).port()};
        return {name, http::client(loop_.get_executor(), where, patience)};
    }

    asio::io_context& loop_;
    const stamp_options& options_;
};

}  // namespace

stamp::stamp(asio::io_context& loop, stamp_options options)
    : options_(std::move(options)),
      scaling_(network(loop, options_).to_container_registry(), network(loop, options_).to_key_vault()) {
    options_.shared ? house_shared(loop) : house_region(loop);
}

void stamp::house_shared(asio::io_context& loop) {
    const network net(loop, options_);
    hosts_.emplace_back(loop, "container-registry", net.at(registry_at),
                        std::make_unique<container_registry>(options_.window));
    hosts_.emplace_back(loop, "third-party-api", net.at(third_party_at),
                        std::make_unique<third_party_api>(options_.window));
}

void stamp::house_region(asio::io_context& loop) {
    const network net(loop, options_);
    const auto window = options_.window;
    const auto add = [&](const char* name, port_offset offset, std::unique_ptr<service> lodger) {
        hosts_.emplace_back(loop, name, net.at(offset), std::move(lodger));
    };

    front_end::dependencies of_front_end{net.to_catalog_api(), net.to_blob_storage()};
    catalog_api::dependencies of_api{
        net.to_cosmos_db(), net.to_event_hubs(), net.to_key_vault(),
        end_to_end_check(net.to_cosmos_db(), net.to_event_hubs(), net.to_key_vault())};
    background_processor::dependencies of_processor{net.to_event_hubs(), net.to_cosmos_db(),
                                                    net.to_key_vault(),
                                                    announcer(net.to_third_party_api(), net.to_key_vault())};

    add("front-end", front_end_at,
        std::make_unique<front_end>(options_.region, std::move(of_front_end), window));
    add("catalog-api", catalog_api_at, std::make_unique<catalog_api>(std::move(of_api), window));
    add("background-processor", processor_at,
        std::make_unique<background_processor>(loop, std::move(of_processor), window));
    add("cosmos-db", cosmos_at, std::make_unique<cosmos_db>(loop, database_uri(options_.data), window));
    add("event-hubs", hubs_at, std::make_unique<event_hubs>(window));
    add("blob-storage", blob_at, std::make_unique<blob_storage>(window));
    add("key-vault", vault_at, std::make_unique<key_vault>(window));
    if (options_.health_every) mount_health();
}

// Where users' load balancers look: at the front end, and at the API for whoever calls that directly.
void stamp::mount_health() {
    const health_places where{options_.region, options_.address, options_.shared_address,
                              options_.first_port};
    health_.emplace(health_model(where, *options_.health_every), options_.health);
    for (const auto* name : {"front-end", "catalog-api"}) find(name)->mount(*health_);
}

// Whoever is needed comes first: the list goes from the front end down.
void stamp::start() {
    for (auto& h : hosts_ | std::views::reverse) {
        const auto error = h.start();
        if (!error) continue;
        const auto where = h.endpoint();
        throw std::runtime_error(fmt::format("{} cannot listen on {}:{}: {}", h.name(),
                                             where.address().to_string(), where.port(), error.message()));
    }
    if (health_ && !alive_) health_->start();
    alive_ = true;
}

void stamp::stop() {
    if (health_) health_->stop();
    for (auto& h : hosts_) h.stop();
    alive_ = false;
}

host* stamp::find(std::string_view name) {
    const auto found =
        std::find_if(hosts_.begin(), hosts_.end(), [&](const host& h) { return h.name() == name; });
    return found == hosts_.end() ? nullptr : &*found;
}

}  // namespace contoso
