# Sourced: builds the program that the tests of several packages run, once, and names it
# in WXASTORE_BIN. A program that is the same as before keeps its time, by which cached
# results know it.
mkdir -p "$TOOLS"
export WXASTORE_BIN=$TOOLS/wxastore
go build -ldflags='-s -w' -o "$WXASTORE_BIN.new" ./cmd/wxastore
if cmp -s "$WXASTORE_BIN.new" "$WXASTORE_BIN"; then
	rm "$WXASTORE_BIN.new"
else
	mv "$WXASTORE_BIN.new" "$WXASTORE_BIN"
fi
