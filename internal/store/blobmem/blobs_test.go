package blobmem_test

import (
	"testing"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/blobmem"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

func TestContract(t *testing.T) {
	storetest.ExerciseBlobs(t, func(*testing.T) store.Blobs { return new(blobmem.Blobs) })
}
