#!/bin/sh
# One region after the other gets the new version, and the next one only when the flow was well there for a
# while. It stops at the first objection, puts the old version back in that region, and says why.
#
#   DEPLOY='./deploy.sh' ROLLBACK='./rollback.sh' ./rollout.sh http://127.0.0.1:8640 list-catalog-items 5m westeurope northeurope
#
# DEPLOY and ROLLBACK are run with the region as their argument.
set -eu

daemon=$1 flow=$2 watch=$3
shift 3

# Nothing is begun while something is wrong already, anywhere: an outage is no time for changes.
healthmodeld gate "$daemon" --flow "$flow" --for 0s

for region in "$@"; do
    $DEPLOY "$region"
    if healthmodeld gate "$daemon" --flow "$flow" --region "$region" --for "$watch"; then
        continue
    fi
    $ROLLBACK "$region"
    exit 1
done
