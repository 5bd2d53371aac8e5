// Package crash holds tests that end the service the hard way and the soft way
// while clients are changing store Mini Programs.
//
// It owns: SIGKILL at a random moment, after which everything that was
// answered must be kept, nothing may be there by halves, no review may have
// ended without its effect and its event, and every event that
// was queued must reach its receiver; SIGKILL while the whole state is being replaced, after
// which one of the two must be there, whole; SIGTERM under load,
// after which every call that was taken must have had its answer; callers that
// take what a process has, its memory and its descriptors; uploads that end in
// every way there is, after which nothing of them may be left; restarts of
// two services behind a balancer; the upgrade from a binary of an earlier commit, whose
// schema is migrated; and the same crash and cuts done to the
// database's server and to the network that leads there. It has no code of its
// own besides its tests. It does not own the loss of power: a killed process
// takes no bytes with it that it has handed to the operating system, so these
// tests do not see whether anything was flushed. Those of package sqlite do.
//
// The tests run the real binary over real sockets. They build it, unless
// WXASTORE_BIN names one. WXASTORE_CRASH_ROUNDS is the number of kills, 3 if
// not set, or 5 where reviews are under way, WXASTORE_FAILOVER_ROUNDS that of failovers, 1 if not set; a quarter
// of it goes with a service killed or the network cut, a sixth is the number of
// rolling restarts. WXASTORE_PATRONI_ROUNDS is that of failovers by Patroni, 2 if not
// set. With -short only kills and stops are tried. They need
// PostgreSQL, Patroni, etcd and HAProxy, and make a network namespace where that is permitted.
// The upgrade needs the history of the repository, from which it builds the earlier binary:
// half a minute once, and 3 s from then on.
package crash
