// The redis probe: a dialogue in two turns at most. AUTH, SELECT, PING and EXISTS go out together; what is to
// be written only once all of them were answered well, lest it be written by another user or into another
// database. SET and GET go out together, too: the server carries them out with nobody's command in between.
//
//   command      when            answer       else, body_mismatch
//   AUTH …       with a password +OK          "AUTH: WRONGPASS invalid …"
//   SELECT n     unless 0        +OK          "SELECT: ERR DB index …"
//   PING         always          +PONG        "PING: LOADING Redis …"
//   EXISTS key   if asked for    :1           "EXISTS: no such key: key"
//   SET … PX ttl if asked for    +OK          "SET: READONLY You can't …"
//   GET key      likewise        the value    "GET: another value …"
//
// An error of the server (NOAUTH, NOPERM, LOADING, MASTERDOWN, MOVED, …) is an answer that was not expected,
// in its own words. What is no RESP is protocol_error, what passes the limits of wire/resp.hpp too_large.
#include "probes/kinds.hpp"
#include "probes/stream_run.hpp"
#include "probes/unguessable.hpp"
#include "probes/wire/resp.hpp"

#include <fmt/format.h>

#include <array>

namespace hm::probes {

using model::reason;
using wire::resp_command;
using wire::resp_reader;
using wire::resp_value;

namespace {

enum class command : std::uint8_t { auth, select, ping, exists, set, get };

constexpr std::string_view name_of(command c) {
    constexpr std::array<std::string_view, 6> names{"AUTH", "SELECT", "PING", "EXISTS", "SET", "GET"};
    return names[static_cast<std::size_t>(c)];
}

// A spec and what of it is the same for every run: the first turn.
struct prepared : plan_of<model::redis_spec> {
    explicit prepared(std::shared_ptr<const model::signal_spec> s)
        : plan_of(std::move(s)), secrets(signal->secrets) {
        if (!spec.password.empty()) secrets.push_back(spec.password);
        if (!spec.password.empty() && spec.username.empty()) add(command::auth, {"AUTH", spec.password});
        if (!spec.password.empty() && !spec.username.empty())
            add(command::auth, {"AUTH", spec.username, spec.password});
        if (spec.database != 0) add(command::select, {"SELECT", std::to_string(spec.database)});
        add(command::ping, {"PING"});
        if (!spec.exists.empty()) add(command::exists, {"EXISTS", spec.exists});
    }

    void add(command what, std::initializer_list<std::string_view> words) {
        commands.push_back(what);
        bytes += resp_command(words);
    }

    // A server may repeat what it does not understand.
    std::string words(const std::string& text) const {
        return model::printable(model::without_secrets(text, secrets));
    }

    std::vector<std::string> secrets;
    std::vector<command> commands;
    std::string bytes;
};

bool is_simple(const resp_value& reply, std::string_view text) {
    return reply.what == resp_value::kind::simple && reply.text == text;
}

// What else came, for people.
std::string shown(const resp_value& reply) {
    switch (reply.what) {
        case resp_value::kind::error:
            return reply.text;
        case resp_value::kind::simple:
        case resp_value::kind::bulk:
            return "answered \"" + reply.text + "\"";
        case resp_value::kind::integer:
            return "answered " + std::to_string(reply.number);
        case resp_value::kind::null:
            return "answered nothing";
        case resp_value::kind::array:
            break;
    }
    return "answered a list";
}

class redis_run final : public stream_run {
public:
    redis_run(const prepared& plan, const environment& env, completion done)
        : stream_run(env, std::move(done)), plan_(plan), awaited_(plan.commands) {}

    void start() override { connect_to(plan_.spec.to, plan_.spec.tls); }

private:
    bool speaks_first() const override { return true; }
    void on_connected() override { say(plan_.bytes); }

    void on_bytes(std::string_view bytes) override {
        while (!bytes.empty() && !finished()) {
            switch (replies_.take(bytes)) {
                case resp_reader::progress::need_more:
                    return;
                case resp_reader::progress::failed:
                    return on_fault();
                case resp_reader::progress::complete:
                    on_reply(replies_.value());
            }
        }
    }

    void on_fault() {
        const bool large = replies_.failure() == resp_reader::fault::too_large;
        finish(large ? reason::too_large : reason::protocol_error, std::string{replies_.failure_words()});
    }

    void on_reply(const resp_value& reply) {
        const command asked = awaited_[answered_++];
        if (const std::string trouble = trouble_with(asked, reply); !trouble.empty())
            return finish(reason::body_mismatch, plan_.words(std::string{name_of(asked)} + ": " + trouble));
        if (answered_ == awaited_.size()) on_turn_over();
    }

    // Empty when the reply is what it should be.
    std::string trouble_with(command asked, const resp_value& reply) const {
        const auto unless = [&](bool good) { return good ? std::string{} : shown(reply); };
        switch (asked) {
            case command::auth:
            case command::select:
            case command::set:
                return unless(is_simple(reply, "OK"));
            case command::ping:
                return unless(is_simple(reply, "PONG"));
            case command::exists:
                if (reply.what == resp_value::kind::integer && reply.number == 0)
                    return "no such key: " + plan_.spec.exists;
                return unless(reply.what == resp_value::kind::integer && reply.number == 1);
            case command::get:
                break;
        }
        if (reply.what != resp_value::kind::bulk) return shown(reply);
        return reply.text == written_ ? "" : "another value than was written";
    }

    void on_turn_over() {
        if (!plan_.spec.write.empty() && written_.empty()) return write();
        close_at_once();
        finish(reason::ok);
    }

    // The value is another one each time, so that what an earlier run wrote is not taken for ours.
    void write() {
        written_ = fmt::format("{:016x}{:016x}", unguessable(), unguessable());
        const auto ttl = std::chrono::ceil<std::chrono::milliseconds>(plan_.spec.write_ttl);
        awaited_.insert(awaited_.end(), {command::set, command::get});
        say(resp_command({"SET", plan_.spec.write, written_, "PX", std::to_string(ttl.count())}) +
            resp_command({"GET", plan_.spec.write}));
    }

    const prepared& plan_;
    std::vector<command> awaited_;  // in the order in which they are answered
    std::size_t answered_ = 0;
    std::string written_;
    resp_reader replies_;
};

}  // namespace

std::unique_ptr<probe> make_redis_probe(std::shared_ptr<const model::signal_spec> spec) {
    return std::make_unique<prepared_probe<prepared, redis_run>>(std::move(spec));
}

}  // namespace hm::probes
