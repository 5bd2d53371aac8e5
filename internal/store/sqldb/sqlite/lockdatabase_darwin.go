package sqlite

// setLock is F_OFD_SETLK, which the system has and does not document.
const setLock = 90
