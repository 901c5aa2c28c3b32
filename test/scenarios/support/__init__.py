"""What the scenarios stand on: processes that end, addresses that are free, waiting with a limit, and the peers."""
