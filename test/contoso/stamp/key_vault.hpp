// Secrets by name. Catalog API and background processor each ask once, at their first comment, for the key
// that signs comments, and the processor for the one that the third-party API wants: an outage harms nobody
// who is running, but whoever starts afresh: no scale-out without it.
#pragma once

#include "test/contoso/stamp/request_meter.hpp"

#include <map>
#include <string>

namespace contoso {

inline constexpr std::string_view signing_key_path = "/secrets/comment-signing-key";
inline constexpr std::string_view third_party_key_path = "/secrets/third-party-key";

class key_vault : public service {
public:
    explicit key_vault(clock::duration window);

    boost::asio::awaitable<http::response> answer(http::request asked) override;
    void record(const exchange& done) override { meter_.add(done, done.failed()); }
    figures stats(time_point now) const override;
    void start() override { meter_.clear(); }

private:
    http::response secret(const http::request& asked) const;

    request_meter meter_;
    std::map<std::string, std::string, std::less<>> secrets_;
};

}  // namespace contoso
