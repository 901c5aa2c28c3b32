// The three figures that most services have: how many requests, how long they took, how many failed.
#pragma once

#include "test/contoso/stamp/service.hpp"
#include "test/contoso/stamp/sliding_window.hpp"

namespace contoso {

struct request_meter {
    explicit request_meter(clock::duration window) : answered(window), failed(window) {}

    void add(const exchange& done, bool failure) {
        answered.add(done.ended, done.took);
        if (failure) failed.add(done.ended);
    }
    void clear() {
        answered.clear();
        failed.clear();
    }

    sliding_window answered;
    sliding_window failed;
};

}  // namespace contoso
