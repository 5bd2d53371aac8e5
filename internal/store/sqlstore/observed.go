package sqlstore

import "github.com/wxastore/wxastore/internal/store"

// observed is how changes of the records of a table are told.
type observed struct {
	// topic is "" where nobody is told.
	topic store.Topic
	// part is which part of a key is the app id, or ofNobody.
	part int
}

// ofNobody is the part of an app id where there is none.
const ofNobody = -1

func (o observed) observedAs() observed { return o }

// note keeps what is told once the write is committed.
func (s *Store) note(topic store.Topic, appID string) {
	s.noted = append(s.noted, store.Changed{Topic: topic, AppID: appID})
}

// noteKey notes a change of the record of a key.
func (s *Store) noteKey(o observed, parts []string) {
	switch {
	case o.topic == "":
	case o.part == ofNobody:
		s.note(o.topic, "")
	default:
		s.note(o.topic, parts[o.part])
	}
}
