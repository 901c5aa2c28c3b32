// Static files, here one: the logo. Asked by the front end.
#pragma once

#include "test/contoso/stamp/request_meter.hpp"

namespace contoso {

class blob_storage : public service {
public:
    explicit blob_storage(clock::duration window) : meter_(window) {}

    boost::asio::awaitable<http::response> answer(http::request asked) override;
    void record(const exchange& done) override { meter_.add(done, done.failed()); }
    figures stats(time_point now) const override;
    void start() override { meter_.clear(); }

private:
    request_meter meter_;
};

}  // namespace contoso
