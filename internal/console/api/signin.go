package api

// NewLink makes a link that signs a browser in.
var NewLink = Declare[None, Link](Operation{
	Method: "POST", Path: "/api/sign-in", Doc: "Make a link that signs one browser in, once.",
})

// Link is where a browser is signed in.
type Link struct {
	// Path is to be opened once, on the console's address.
	Path string `json:"path"`
	// Valid is how long it may be opened.
	Valid Duration `json:"valid"`
}
