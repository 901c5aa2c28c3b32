// What users meet: the page with the catalog and the logo, and the way to the API. It holds nothing itself.
#pragma once

#include "test/contoso/stamp/dependency.hpp"
#include "test/contoso/stamp/request_meter.hpp"

namespace contoso {

class front_end : public service {
public:
    struct dependencies {
        dependency catalog_api;
        dependency blob_storage;
    };
    front_end(std::string region, dependencies needed, clock::duration window);

    boost::asio::awaitable<http::response> answer(http::request asked) override;
    // Every answer that is not a 2xx: a page must handle its errors itself, so that none is a user's fault.
    void record(const exchange& done) override { meter_.add(done, done.status < 200 || done.status >= 300); }
    figures stats(time_point now) const override;
    void start() override;

private:
    boost::asio::awaitable<http::response> page(http::request asked);
    boost::asio::awaitable<http::response> logo(http::request asked);
    boost::asio::awaitable<std::string> logo_url();

    std::string region_;
    dependency catalog_api_;
    dependency blob_storage_;
    request_meter meter_;
};

}  // namespace contoso
