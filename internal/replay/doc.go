// Package replay plays scripts of requests against a service and says in what
// the answers differ from those that the scripts show.
//
// A script is a txtar archive. Its sections named request and answer come in
// turn. A request is what goes over the wire, an answer what a person wants to
// read of what came back: status line, some headers, and the body with every
// value that differs from run to run replaced by a name.
//
//	-- request --
//	POST /wxa/modify_merchant?access_token=$TOKEN:wxservice
//
//	{"headimg_mediaid":"","intro":"修改的内容"}
//	-- answer --
//	HTTP/1.1 200 OK
//	Content-Type: application/json; encoding=utf-8
//
//	{"errcode":0,"errmsg":"ok"}
//
// In a request $NAME stands for what an earlier step saved, $NAME:ARG for what
// Player.Lookup returns. Lines before the request line that begin with # direct
// the player:
//
//	#repeat 3                   sends the request this many times; the last answer counts
//	#form type=image            adds a form field
//	#file media=a.png png 4x4   adds a file; content.go lists the kinds of content
//	#filetype image/png         gives the files that type
//	#part media png 4x4         adds a part without a file name
//	#quoted                     puts the form's boundary in quotes
//	#chunked                    sends the body without its length
//	#pad 2000000                makes the body this long
//	#hex 7b7d                   gives the body's bytes
//	#save NAME field            keeps a field of the answer as $NAME; a.b is the b in a
//	#rid NAME                   keeps the answer's rid as $NAME
//	#step NAME                  names the step; nothing is done
//	#row SUBJECT KEY …          the row of fidelity that the step tries; nothing is done
//	#touches SUBJECT KEY …      one of which the step tries a part; nothing is done
//
// Every other directive is handed to Player.Lever, before each sending of the
// request and in the order of the lines; every other section to Player.Section.
//
// Where two services are compared, their answers are Shown, with placeholders such
// as $media_id:1 for what varies, and CompareShown compares them layer by layer.
//
// The package owns: the form of scripts, sending a request exactly as it is
// written, which parts of an answer vary, and the comparison. It does not own
// the service that is played against, nor how tokens are fetched and state is
// moved: levers and look-ups are handed in. It reports differences as values, so
// that a test and a command can use it alike.
package replay
