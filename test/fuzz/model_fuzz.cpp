// Any bytes as a model (of one text, and of two that are cut from each other at a zero byte) and as settings:
// they may be refused in any words, and must not crash, hang or pass with errors.
#include "config/load.hpp"

#include <cstdlib>

#include "test/model/zones.hpp"

using namespace hm::config;

namespace {

const hm::model::test::some_zones zones;
const surroundings around{&zones, std::chrono::sys_days{std::chrono::year{2026} / 6 / 1}};

template <class Loaded>
void check(const Loaded& loaded) {
    if (loaded.value.has_value() == has_errors(loaded.diagnostics)) std::abort();
    render(loaded.diagnostics);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string bytes{reinterpret_cast<const char*>(data), size};
    const source whole{"input.yaml", bytes};
    check(load_model(whole, around));
    check(load_settings(whole));
    const std::size_t cut = bytes.find('\0');
    if (cut != std::string::npos)
        check(load_model(
            {source{"one.yaml", bytes.substr(0, cut)}, source{"two.yaml", bytes.substr(cut + 1)}}, around));
    return 0;
}
