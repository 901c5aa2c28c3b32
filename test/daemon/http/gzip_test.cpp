#include "daemon/http/gzip.hpp"

#include "probes/wire/inflate.hpp"

#include <catch2/catch.hpp>

using namespace hm;
using namespace hm::daemon::http;

TEST_CASE("what is compressed comes out as it was", "[http]") {
    for (const std::size_t size : {0, 1, 100'000, 5'000'000}) {
        std::string text, back;
        while (text.size() < size)
            text += "series{n=\"" + std::to_string(text.size() * 2654435761U) + "\"} 1\n";
        text.resize(size);
        const std::string small = gzipped(text);
        CHECK((size < 1000 || small.size() < size / 2));
        probes::wire::inflater inflater{size};
        CHECK(inflater.add(small, back) == probes::wire::inflater::result::ok);
        CHECK(inflater.complete());
        CHECK(back == text);
    }
}

TEST_CASE("gzip is sent to who takes it", "[http]") {
    for (const char* yes :
         {"gzip", "deflate, gzip", "gzip;q=0.5", "br;q=1.0, gzip;q=0.8, *;q=0.1", "x-gzip", " gzip "})
        CHECK(takes_gzip(yes));
    for (const char* no : {"", "identity", "gzip;q=0", "gzip; q=0.0, deflate", "br", "gzippy", ",,;"})
        CHECK_FALSE(takes_gzip(no));
}
