// Somebody else's API, which collects reviews of shoes: whoever posts there shows the key that he was given.
// It stands for all regions at once, and no region can do anything about its failures.
#pragma once

#include "test/contoso/stamp/request_meter.hpp"

namespace contoso {

// What Contoso was given; its key vaults hold it. (A demonstration's: it opens nothing else.)
inline constexpr std::string_view third_party_key = "contoso-demonstration-key";

class third_party_api : public service {
public:
    explicit third_party_api(clock::duration window) : meter_(window), accepted_(window) {}

    boost::asio::awaitable<http::response> answer(http::request asked) override;
    void record(const exchange& done) override { meter_.add(done, done.failed()); }
    figures stats(time_point now) const override;
    void start() override;

private:
    http::response status(const http::request& asked);
    http::response review(const http::request& asked);

    request_meter meter_;
    sliding_window accepted_;
    std::uint64_t reviews_ = 0;
};

}  // namespace contoso
