package geo

// Text is the answer that holds the districts.
func (d *Districts) Text() string { return d.answer.Text() }
