#include "model/slo/event_counter.hpp"

#include <catch2/catch.hpp>

#include <map>

using namespace hm::model;
using slo::event_counts;

namespace {

constexpr signal_id good{1}, total{2}, more{3};

class numbers {
public:
    numbers& set(signal_id s, std::int64_t n) {
        now_[s] = n;
        return *this;
    }
    slo::counter_values values() const {
        return [this](signal_id s) {
            const auto found = now_.find(s);
            return found == now_.end() ? std::nullopt : std::optional{found->second};
        };
    }

private:
    std::map<signal_id, std::int64_t> now_;
};

}  // namespace

TEST_CASE("a sum over counters that gets smaller is where counting begins anew", "[model][slo]") {
    slo::event_counter counter{{good}, {total}, [](signal_id) { return true; }};
    numbers n;
    n.set(good, 900).set(total, 1000);
    counter.take(n.values());
    n.set(good, 450).set(total, 500);  // one of two processes is gone
    CHECK(counter.take(n.values()) == event_counts{});
    n.set(good, 459).set(total, 510);
    CHECK(counter.take(n.values()) == event_counts{9, 10});
}

TEST_CASE("a series that is back in a sum was counted before it went", "[model][slo]") {
    slo::event_counter counter{{good}, {total}, [](signal_id) { return true; }};
    numbers n;
    n.set(good, 900'000).set(total, 1'000'000);
    counter.take(n.values());
    n.set(good, 450'000).set(total, 500'000);  // a scrape of one of two processes failed
    CHECK(counter.take(n.values()) == event_counts{});
    n.set(good, 450'090).set(total, 500'100);
    CHECK(counter.take(n.values()) == event_counts{90, 100});
    n.set(good, 900'270).set(total, 1'000'300);  // what it did meanwhile counts, what it did before does not
    CHECK(counter.take(n.values()) == event_counts{180, 200});
    n.set(good, 1'900'270).set(total, 2'000'300);
    CHECK(counter.take(n.values()) == event_counts{1'000'000, 1'000'000});
}

TEST_CASE("counting begins with the first number", "[model][slo]") {
    slo::event_counter counter{{good}, {total}};
    numbers n;
    CHECK(counter.take(n.values()) == event_counts{});
    n.set(good, 900).set(total, 1000);
    CHECK(counter.take(n.values()) == event_counts{});
    n.set(good, 990).set(total, 1100);
    CHECK(counter.take(n.values()) == event_counts{90, 100});
    CHECK(counter.take(n.values()) == event_counts{});
}

TEST_CASE("a number that is smaller than before began at 0 again", "[model][slo]") {
    slo::event_counter counter{{good}, {total}};
    numbers n;
    counter.take(n.set(good, 900).set(total, 1000).values());
    CHECK(counter.take(n.set(good, 7).set(total, 8).values()) == event_counts{7, 8});
}

TEST_CASE("good events that are told before the total wait for it", "[model][slo]") {
    slo::event_counter counter{{good}, {total}};
    numbers n;
    counter.take(n.set(good, 0).set(total, 0).values());
    CHECK(counter.take(n.set(good, 10).values()) == event_counts{0, 0});
    CHECK(counter.take(n.set(total, 12).values()) == event_counts{10, 12});
}

TEST_CASE("several places add up", "[model][slo]") {
    slo::event_counter counter{{good}, {total, more}};
    numbers n;
    counter.take(n.set(good, 0).set(total, 0).set(more, 0).values());
    CHECK(counter.take(n.set(good, 3).set(total, 2).set(more, 4).values()) == event_counts{3, 6});
}

TEST_CASE("a counter goes on where an older one was", "[model][slo]") {
    slo::event_counter before{{good}, {total}};
    numbers n;
    before.take(n.set(good, 10).set(total, 10).values());
    slo::event_counter after{{more}, {total}};
    after.adopt(before, [](signal_id ours, signal_id theirs) {
        return ours == theirs || (ours == more && theirs == good);
    });
    CHECK(after.take(n.set(more, 15).set(total, 20).values()) == event_counts{5, 10});
}
