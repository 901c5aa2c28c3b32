#include "model/latency_digest.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

using namespace hm::model;
using namespace std::chrono_literals;

TEST_CASE("every latency falls into the bucket whose edges enclose it", "[model][latency]") {
    for (std::uint64_t us : {0u, 1u, 15u, 16u, 22u, 23u, 31u, 32u, 45u, 46u, 999u, 1'000'000u, 60'000'000u}) {
        const std::size_t b = latency_digest::bucket_of(us);
        INFO(us << " µs in " << b);
        if (b > 0) CHECK(latency_digest::lower_us(b) <= static_cast<double>(us));
        CHECK(static_cast<double>(us) < latency_digest::lower_us(b + 1));
    }
    CHECK(latency_digest::bucket_of(~std::uint64_t{0}) == latency_digest::bucket_count - 1);
}

TEST_CASE("quantiles are right to within a factor of the square root of two", "[model][latency]") {
    std::mt19937 chance{20261128};
    std::lognormal_distribution<double> latency_us{std::log(3000), 1.2};
    latency_digest d;
    std::vector<double> all;
    for (int i = 0; i < 20'000; ++i) {
        const auto us = static_cast<std::int64_t>(std::clamp(latency_us(chance), 20.0, 1e8));
        d.add(std::chrono::microseconds{us});
        all.push_back(static_cast<double>(us));
    }
    std::sort(all.begin(), all.end());
    for (const double q : {0.01, 0.25, 0.5, 0.95, 0.99}) {
        const double exact = all[static_cast<std::size_t>(q * static_cast<double>(all.size() - 1))];
        CHECK(d.quantile_us(q) / exact < 1.42);
        CHECK(exact / d.quantile_us(q) < 1.42);
    }
    CHECK(d.quantile_us(0) == static_cast<double>(d.min_us));
    CHECK(d.quantile_us(1) == Approx(static_cast<double>(d.max_us)));
    CHECK(d.count == all.size());
    CHECK(static_cast<double>(d.max_us) == all.back());
}

TEST_CASE("the digest of two whiles is that of all their runs", "[model][latency]") {
    std::mt19937 chance{7};
    latency_digest both, a, b;
    for (int i = 0; i < 1000; ++i) {
        const auto latency = std::chrono::microseconds{chance() % 10'000'000};
        both.add(latency);
        (chance() % 2 ? a : b).add(latency);
    }
    a.merge(b);
    CHECK(a == both);
    a.merge({});
    CHECK(a == both);
    CHECK(latency_digest{}.quantile_us(0.5) == 0);
    CHECK(latency_digest{}.mean_us() == 0);
}
