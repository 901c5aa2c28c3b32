// A clock that stands until a test moves it.
#pragma once

#include "probes/time_source.hpp"

namespace hm::test {

class fake_clock final : public probes::time_source {
public:
    model::moment now() const override { return now_; }
    void forward(model::duration by) {
        now_.steady += by;
        now_.wall += std::chrono::duration_cast<std::chrono::milliseconds>(by);
    }

private:
    model::moment now_{model::steady_time{std::chrono::hours{100}},
                       model::wall_time{std::chrono::hours{500'000}}};
};

}  // namespace hm::test
