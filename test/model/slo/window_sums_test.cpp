#include "model/slo/window_sums.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <random>
#include <vector>

using namespace hm::model::slo;
using namespace std::chrono_literals;
using std::chrono::seconds;
using std::chrono::sys_seconds;

namespace {

constexpr std::array<seconds, 8> windows{5min, 30min, 1h, 2h, 6h, 24h, 72h, 720h};

// All slices ever, added up anew at every question.
class naive_sums {
public:
    void add(const stretch& s) { all_.push_back(s); }
    void rewind(sys_seconds to) {
        std::erase_if(all_, [&](const stretch& s) { return s.end > to; });
    }
    tally over(seconds window) const {
        const seconds step = window_sums::step_of(window);
        const sys_seconds from{(all_.back().end - window).time_since_epoch() / step * step};
        tally sum;
        for (const stretch& s : all_)
            if (s.begin >= from) sum += s.what;
        return sum;
    }

private:
    std::vector<stretch> all_;
};

tally random_tally(std::mt19937& random) {
    const auto number = [&](std::int64_t most) {
        return std::uniform_int_distribution<std::int64_t>{0, most}(random);
    };
    const std::int64_t total = number(10'000'000'000);
    const std::int64_t impaired = number(total);
    return {number(impaired), impaired, total};
}

// Slices of 10 s, with gaps of all lengths now and then.
class history {
public:
    explicit history(unsigned seed) : random_(seed) {}

    stretch next() {
        if (chance(500)) at_ += 10s * std::uniform_int_distribution{1, 20'000}(random_);
        if (chance(50)) at_ += 10s * std::uniform_int_distribution{1, 50}(random_);
        const stretch s{at_, at_ + 10s, random_tally(random_)};
        at_ = s.end;
        return s;
    }
    bool chance(int one_in) { return std::uniform_int_distribution{1, one_in}(random_) == 1; }

private:
    std::mt19937 random_;
    sys_seconds at_{1'700'000'000s};
};

}  // namespace

TEST_CASE("sums over windows are those of a naive sum over all slices", "[model][slo][property]") {
    const unsigned seed = GENERATE(range(1u, 9u));
    CAPTURE(seed);
    history h{seed};
    window_sums sums{windows};
    naive_sums naive;
    for (int i = 0; i < 30'000; ++i) {
        const stretch s = h.next();
        sums.add(s);
        naive.add(s);
        if (!h.chance(300)) continue;
        for (const seconds w : windows) {
            CAPTURE(i, w.count());
            REQUIRE(sums.over(w) == naive.over(w));
        }
    }
}

TEST_CASE("nothing was counted before the first slice", "[model][slo]") {
    window_sums sums{windows};
    CHECK(sums.empty());
    CHECK(sums.over(1h) == tally{});
    sums.add({sys_seconds{1'000'003s}, sys_seconds{1'000'013s}, {1, 2, 3}});
    for (const seconds w : windows) CHECK(sums.over(w) == tally{1, 2, 3});
}

TEST_CASE("a window has at least thirty steps; or steps of ten seconds", "[model][slo]") {
    CHECK(window_sums::step_of(5min) == 10s);
    CHECK(window_sums::step_of(30min) == 1min);
    CHECK(window_sums::step_of(6h) == 5min);
    CHECK(window_sums::step_of(24h) == 15min);
    CHECK(window_sums::step_of(30 * 24h) == 1h);
    CHECK(window_sums::step_of(1min) == 10s);
}

TEST_CASE("a long stretch is spread evenly over its time", "[model][slo]") {
    window_sums sums{windows};
    const sys_seconds noon{1'699'999'200s};  // a whole hour
    sums.add({noon, noon + 1h, {60, 120, 3600}});
    CHECK(sums.over(5min) == tally{5, 10, 300});
    CHECK(sums.over(30min) == tally{30, 60, 1800});
    CHECK(sums.over(72h) == tally{60, 120, 3600});
}

TEST_CASE("a clock that is set back takes away what was later", "[model][slo][property]") {
    const unsigned seed = GENERATE(range(1u, 5u));
    CAPTURE(seed);
    history h{seed};
    window_sums sums{windows};
    naive_sums naive;
    std::vector<stretch> slices;
    for (int i = 0; i < 2'000; ++i) slices.push_back(h.next());
    for (const stretch& s : slices) sums.add(s), naive.add(s);
    const sys_seconds to = slices[1'990].end;

    sums.rewind(to);
    naive.rewind(to);

    CHECK(sums.end() == to);
    for (const seconds w : {seconds{30min}, seconds{1h}, seconds{24h}}) {
        CAPTURE(w.count());
        const tally rewound = sums.over(w), wanted = naive.over(w);
        CHECK(rewound.total <= wanted.total + 60 * 10'000'000'000);  // what is noted may be a step older
        CHECK(rewound.total >= wanted.total - 60 * 10'000'000'000);
    }
    sums.rewind(sys_seconds{0s});
    CHECK(sums.empty());
    CHECK(sums.over(1h) == tally{});
}

TEST_CASE("what is noted fills sums over other windows", "[model][slo][property]") {
    const unsigned seed = GENERATE(range(1u, 5u));
    history h{seed};
    window_sums before{windows};
    for (int i = 0; i < 10'000; ++i) before.add(h.next());
    const std::array<seconds, 2> others{2h, 7 * 24h};
    window_sums after{others};

    for (const stretch& s : before.stretches()) after.add(s);

    CHECK(after.end() == before.end());
    CHECK(after.over(2h) == before.over(2h));
    CHECK(after.over(7 * 24h) == before.over(7 * 24h));
}
