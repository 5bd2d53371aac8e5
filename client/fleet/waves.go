package fleet

// WaveEnds returns where the waves of n merchants end: the first merchants up to the first
// of these numbers go first.
func (o Options) WaveEnds(n int) []int { return o.bounds(n) }
