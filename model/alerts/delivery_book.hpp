// Who has been told what. Of each open incident and each target it knows what the target knows and what it is
// to be told next, so that a target which is dead for a weekend hears of each incident once, and of the end
// of everything that it may have heard of. Pure: the time is a parameter, and sending is somebody else's.
//
//   knows: nothing ─► perhaps ─► begun          wants: begin | remind | end
//
// `perhaps`: a sending was begun, and nobody knows whether it arrived. It is written down before the first
// byte is sent, so that a daemon which is killed meanwhile still tells of the end.
#pragma once

#include "model/alerts/notice.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace hm::model::alerts {

// Where notices go. `gathers`: it wants all that is under way in one sending, again and again (Alertmanager);
// others are told one thing at a time, once.
struct destination {
    std::string name;  // unique: "on-call", "on-call#2"
    std::string sink;
    bool gathers = false;
    duration resend = std::chrono::minutes{1};  // of what gathers
    severity at_least = severity::ticket;       // it hears nothing of less
};

enum class knowledge : std::uint8_t { nothing, perhaps, begun, ended };
enum class wish : std::uint8_t { none, begin, remind, end };

std::string_view to_string(knowledge k);
std::string_view to_string(wish w);
std::optional<knowledge> parse_knowledge(std::string_view text);
std::optional<wish> parse_wish(std::string_view text);

struct delivery {
    knowledge knows = knowledge::nothing;
    wish wants = wish::begin;
    std::uint32_t tries = 0;  // of what it wants now

    friend bool operator==(const delivery&, const delivery&) = default;
};

struct incident {
    notice what;
    std::map<std::string, delivery> to;  // by target

    friend bool operator==(const incident&, const incident&) = default;
};

// What one sending is to tell; several incidents only where the target gathers.
struct errand {
    std::string target;
    std::vector<std::pair<std::string, wish>> what;  // incident, and what of it
};

struct target_health {
    std::uint64_t delivered = 0, failed = 0, lost = 0;
    std::uint32_t failures_in_a_row = 0;
    std::string trouble;  // of the last sending; empty: it went well
    wall_time last_success{};
};

class delivery_book {
public:
    static constexpr std::chrono::seconds first_retry{1}, last_retry{300};  // doubling until then
    // What ended before its target heard anything is news for so long; what it has heard of, longer.
    static constexpr std::chrono::hours news_for{24}, end_is_owed_for{7 * 24};
    // So long one that gathers is told of an end again, in case it is restarted before it told anybody.
    static constexpr std::chrono::minutes repeat_end_for{15};
    static constexpr std::size_t max_ended = 1000;  // that somebody still has to hear of; the oldest goes

    explicit delivery_book(std::vector<destination> targets);

    // From a record of before; deliveries to targets that are no more are dropped.
    void recall(incident i);

    void begin(notice n);
    void remind(const notice& n);  // the incident as it is now
    void end(const std::string& id, wall_time at, std::string because, moment now);

    // What the target should be told now, if anything; one at a time, until it was delivered or failed.
    std::optional<errand> next(const std::string& target, moment now) const;
    // When to ask again, at the latest, if nothing else happens.
    steady_time next_deadline(const std::string& target) const;

    // Sending begins. True when that has to be written down first.
    bool begun(const errand& e);
    void delivered(const errand& e, moment now);
    void failed(const errand& e, std::string why, moment now);

    // Gives up what is too old.
    void forget(moment now);

    const std::map<std::string, incident>& incidents() const { return incidents_; }  // by id
    const incident* find(const std::string& id) const;
    const std::vector<destination>& targets() const { return targets_; }
    const target_health& health(const std::string& target) const { return states_.at(target).health; }
    std::size_t waiting(const std::string& target) const;

private:
    struct state_of_target {
        target_health health;
        steady_time not_before = steady_time::min();
        steady_time resend = steady_time::min();
    };

    bool concerns(const destination& t, const notice& n) const;
    const destination& at(const std::string& name) const;
    delivery* delivery_of(const std::string& id, const std::string& to);
    void delivered(const std::string& id, delivery& d, const destination& t, wish what, moment now);
    void complete(incident& i) const;
    void drop_if_done(const std::string& id);
    void forget_the_oldest();
    // Of the incidents under way that it hears of.
    std::set<std::string_view> open_keys(const destination& t) const;
    std::optional<errand> gathered(const destination& t, moment now) const;
    std::optional<errand> single(const destination& t) const;

    std::vector<destination> targets_;
    std::map<std::string, state_of_target> states_;
    std::map<std::string, incident> incidents_;
};

}  // namespace hm::model::alerts
