package serve

// makeFilesPrivate does nothing: files have the rights that their folder hands down.
func makeFilesPrivate() {}
