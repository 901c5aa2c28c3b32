#include "test/contoso/common/parent_guard.hpp"

#include <sys/prctl.h>
#include <unistd.h>
#include <csignal>

namespace contoso {

bool follow_parent(int parent) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    return getppid() == parent;  // it may have died before the line above
}

}  // namespace contoso
