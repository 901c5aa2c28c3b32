// Images by name: one registry for all regions. An instance that is started pulls its image from here, so
// that an outage harms nobody who is running, and stops every region from growing.
#pragma once

#include "test/contoso/stamp/request_meter.hpp"

namespace contoso {

inline constexpr std::string_view image_path = "/v2/contoso-shoes/manifests/latest";

class container_registry : public service {
public:
    explicit container_registry(clock::duration window) : meter_(window) {}

    boost::asio::awaitable<http::response> answer(http::request asked) override;
    void record(const exchange& done) override { meter_.add(done, done.failed()); }
    figures stats(time_point now) const override;
    void start() override { meter_.clear(); }

private:
    request_meter meter_;
};

}  // namespace contoso
