// Strong ids: indices into the flat tables of one definition or graph. An id of one generation means nothing
// in another.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hm::model {

enum class region_id : std::uint16_t { none = 0xffff };
enum class entity_id : std::uint32_t { none = 0xffffffff };
enum class vertex_id : std::uint32_t { none = 0xffffffff };  // in graph: a node, or a signal as a leaf
enum class signal_id : std::uint32_t { none = 0xffffffff };  // in graph: signal instances, in vertex order

template <class Id>
constexpr std::size_t index(Id id) {
    return static_cast<std::size_t>(id);
}

}  // namespace hm::model
