package event

import "time"

const (
	// firstPause is the longest pause after a first failure; each further one
	// doubles it, up to longestPause.
	firstPause   = 200 * time.Millisecond
	longestPause = 5 * time.Minute
	// maxAttempts is how often an event is tried. The pauses between take 33 to
	// 67 minutes, about the life of an authorization code.
	maxAttempts = 24
)

// backOff is the pause after so many failures: half of it fixed, half taken at
// random, so that receivers that failed together are not tried together.
// fraction is from 0 up to 1.
func backOff(failures int, fraction float64) time.Duration {
	pause := longestPause
	if shift := failures - 1; shift < 16 {
		pause = min(firstPause<<shift, longestPause)
	}
	return pause/2 + time.Duration(fraction*float64(pause/2))
}
