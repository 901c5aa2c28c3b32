// Who is connected to a listener, and who gives way when one more comes than it grants. Every session stands
// in one queue, by what it is doing; its place changes in constant time and without allocating, so that a
// flood of connections costs little more than accepting them.
#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <memory>
#include <vector>

namespace hm::daemon::http {

class session;

// In the order in which they give way. A stranger has not asked anything yet. An acquaintance has, and waits
// for its next request. A taker has an answer to take, or a refusal. Who is being answered, or subscribes,
// stays.
enum class standing : std::uint8_t { stranger, acquaintance, taker, stays };

class roster {
public:
    struct entry {
        std::shared_ptr<session> who;
        standing as = standing::stranger;
    };
    using place = std::list<entry>::iterator;

    place add(std::shared_ptr<session> s);
    void move(place p, standing to);  // to the end of that queue: it stands there since now
    void remove(place p);

    std::shared_ptr<session> first_to_go() const;  // null: nobody gives way
    // The same of those whom `fits` means; who has an answer to take goes before all others.
    template <class Fits>
    std::shared_ptr<session> first_to_go(Fits&& fits) const {
        for (const standing s : {standing::taker, standing::stranger, standing::acquaintance})
            for (const entry& e : queues_[static_cast<std::size_t>(s)])
                if (fits(*e.who)) return e.who;
        return nullptr;
    }
    std::size_t size() const;
    std::vector<std::shared_ptr<session>> all() const;  // a copy: who is closed leaves the roster

private:
    std::list<entry>& queue(standing s) { return queues_[static_cast<std::size_t>(s)]; }

    std::array<std::list<entry>, 4> queues_;
};

}  // namespace hm::daemon::http
