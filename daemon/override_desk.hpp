// Where operators' wishes arrive: they go to core, which acts at once, then to the store, and the answer goes
// back when they are on the disk, or when it is clear that they are not. Lives on the serve thread and never
// waits itself.
#pragma once

#include "daemon/core.hpp"
#include "daemon/store/state_keeper.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace hm::daemon {

struct override_report {
    override_outcome outcome;
    bool durable = false;  // on the disk: a restart finds it
};

class override_desk {
public:
    // Of a disk that neither does it nor fails: then the answer is "not durable yet".
    static constexpr std::chrono::seconds patience{3};

    // `store` may be null: then nothing is ever durable. All of them outlive the desk's loops.
    override_desk(boost::asio::io_context& own, boost::asio::io_context& core_io, core& c,
                  state_keeper* store);

    // `done` is called once, later, on the desk's thread. 503 when core stands still.
    using answer = std::function<void(const override_report&)>;
    void place(model::operator_override wanted, answer done);
    void try_out(model::operator_override wanted, answer done);  // nothing happens
    void undo(std::string id, std::string who, std::string reason, answer done);

    void past(std::size_t overrides, std::size_t audit, std::optional<std::int64_t> audit_before,
              std::function<void(const kept_past&)> done);

    // Absent: there is no store.
    std::optional<store_health> store() const;

private:
    class wish;
    void ask(std::function<override_outcome(core&)> what, answer done);

    boost::asio::io_context& own_;
    boost::asio::io_context& core_io_;
    core& core_;
    state_keeper* store_;
};

}  // namespace hm::daemon
