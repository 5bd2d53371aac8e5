// Package atomicfile writes files that appear under their names once they are whole.
//
// It owns the temporary name in the same folder, that only the owner may read the file,
// and that its bytes are on the disk before it gets its name. It does not own what is
// written, nor what happens to a file of that name: it is replaced. Tokens
// (client/component/filetokens) and pictures (internal/store/blobdir) are kept by rules of
// their own, which their locks and their names make simpler.
package atomicfile
