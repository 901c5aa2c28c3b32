// Ends this process when the one that started it dies, so that a killed script leaves nothing behind.
#pragma once

namespace contoso {

// From now on the parent's death arrives as SIGTERM. False: the parent is gone already.
// `parent` is what getppid() said first thing in main.
bool follow_parent(int parent);

}  // namespace contoso
