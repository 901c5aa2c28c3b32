#include "probes/wire/timestamp.hpp"

#include <charconv>

namespace hm::probes::wire {

namespace {

using namespace std::chrono;

// Takes from the front of what is left; after the first mistake nothing more.
class reader {
public:
    explicit reader(std::string_view text) : rest_(text) {}

    int number(std::size_t digits) {
        const std::string_view taken = rest_.substr(0, digits);
        int value = 0;
        const bool digits_only =
            taken.size() == digits && taken.find_first_not_of("0123456789") == taken.npos;
        if (!digits_only) return good_ = false, 0;
        std::from_chars(taken.data(), taken.data() + taken.size(), value);
        rest_.remove_prefix(digits);
        return value;
    }

    bool next_is(char c) const { return !rest_.empty() && rest_.front() == c; }

    void skip(char c) {
        if (next_is(c))
            rest_.remove_prefix(1);
        else
            good_ = false;
    }

    nanoseconds fraction() {
        skip('.');
        std::int64_t value = 0;
        std::int64_t unit = 1'000'000'000;
        std::size_t digits = 0;
        for (; digits < rest_.size() && rest_[digits] >= '0' && rest_[digits] <= '9'; ++digits) {
            unit /= 10;
            value += unit * (rest_[digits] - '0');
        }
        if (digits == 0) good_ = false;
        rest_.remove_prefix(digits);
        return nanoseconds{value};
    }

    minutes offset() {
        if (next_is('Z')) return skip('Z'), minutes{0};
        const bool behind = next_is('-');
        skip(behind ? '-' : '+');
        const hours h{number(2)};
        skip(':');
        const minutes ahead = h + minutes{number(2)};
        return behind ? -ahead : ahead;
    }

    bool good() const { return good_ && rest_.empty(); }

private:
    std::string_view rest_;
    bool good_ = true;
};

}  // namespace

std::optional<model::wall_time> parse_timestamp(std::string_view text) {
    reader r{text};
    const year y{r.number(4)};
    r.skip('-');
    const month m{static_cast<unsigned>(r.number(2))};
    r.skip('-');
    const year_month_day date{y, m, day{static_cast<unsigned>(r.number(2))}};
    r.skip('T');
    const hours h{r.number(2)};
    r.skip(':');
    const minutes min{r.number(2)};
    r.skip(':');
    const seconds s{r.number(2)};
    const nanoseconds part = r.next_is('.') ? r.fraction() : nanoseconds{0};
    const minutes ahead = r.offset();
    const bool in_range = h < hours{24} && min < minutes{60} && s <= seconds{60};
    // What a clock of nanoseconds can hold.
    const bool can_be_held = date.ok() && y >= year{1678} && y <= year{2261};
    if (!r.good() || !in_range || !can_be_held) return std::nullopt;
    return model::wall_time{duration_cast<model::wall_time::duration>(sys_days{date}.time_since_epoch() + h +
                                                                      min + s + part - ahead)};
}

}  // namespace hm::probes::wire
