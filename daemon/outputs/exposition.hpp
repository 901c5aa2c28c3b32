// Prometheus' text format, a line a series, written straight into text: the page of a large model has a
// million series and is made every second. Labels
// without a value are left out: to Prometheus that is the same.
#pragma once

#include "model/time.hpp"
#include "probes/stats.hpp"

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hm::daemon {

// What stands between the braces: node="api@eu",region="eu".
class labels {
public:
    labels() = default;
    labels(std::string_view name, std::string_view value) { add(name, value); }

    labels& add(std::string_view name, std::string_view value);
    labels with(std::string_view name, std::string_view value) const {
        return labels{*this}.add(name, value);
    }
    void clear() { text_.clear(); }  // keeps the memory

    operator std::string_view() const { return text_; }

private:
    std::string text_;
};

// A number that is exact in decimal: 25 thousandths are 0.025.
struct decimal {
    std::int64_t units = 0;
    int places = 0;  // 0 to 9
};

// A time as Prometheus wants it, in seconds.
inline decimal seconds(model::wall_time t) {
    return {t.time_since_epoch().count(), 3};
}

void append(std::string& to, decimal value);  // without trailing zeros

enum class metric_type : std::uint8_t { gauge, counter, histogram };

// Writes one family to the end of a page. Without any series it writes nothing: HELP and TYPE would be lone
// then.
class family {
public:
    family(std::string& page, metric_type type, std::string_view name, std::string_view help)
        : page_(page), type_(type), name_(name), help_(help) {}

    // `more`: further labels, for when most of them are at hand as text.
    void add(std::string_view labels, std::string_view more, decimal value);
    void add(std::string_view labels, decimal value) { add(labels, {}, value); }
    void add(std::string_view labels, std::integral auto value) {
        add(labels, decimal{static_cast<std::int64_t>(value), 0});
    }
    void add(std::string_view labels, double value);
    // The sum of the same histogram of several shards. Counts are read once, so that buckets and total agree.
    void add(const labels& l, const std::vector<const probes::histogram*>& parts);

private:
    void begin_line(std::string_view suffix, std::string_view labels, std::string_view more = {});

    std::string& page_;
    metric_type type_;
    std::string_view name_, help_;
    bool has_head_ = false;
};

}  // namespace hm::daemon
