package main

import (
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// options are the bench's flags.
type options struct {
	binary      string
	merchants   int
	connections counts
	rounds      int
	span        time.Duration
	// calls is how many -memory makes before it looks.
	calls int
	// sequences is how often -sequence does the same.
	sequences int
	// database is the address of an empty PostgreSQL database, large that of
	// another; "" is none.
	database, large string
	// profiles is a folder for a CPU profile of each row; "" makes none.
	profiles string
	// json is a file for all that was measured; "" writes none.
	json string
	// every adds the rows of the large state that take long.
	every bool
}

// modes say what is measured; none of them is the table.
type modes struct {
	bare     string
	durable  string
	log      string
	peers    string
	sequence bool
	memory   bool
	soak     time.Duration
	cost     bool
	keep     string
	growth   string
}

// parse reads the command line.
func parse() (o options, m modes) {
	o = options{connections: counts{1, 32, 256}, database: os.Getenv("WXASTORE_TEST_DATABASE"), large: os.Getenv("WXASTORE_TEST_DATABASE_LARGE")}
	flag.StringVar(&o.binary, "wxastore", "bin/wxastore", "the `binary` to measure")
	flag.IntVar(&o.merchants, "merchants", 1_000_000, "size of the large state")
	flag.Var(&o.connections, "connections", "clients at the same time, as `numbers` with commas")
	flag.IntVar(&o.rounds, "rounds", 5, "rounds of every row, interleaved")
	flag.DurationVar(&o.span, "span", 3*time.Second, "length of one round")
	flag.IntVar(&o.calls, "calls", 1_000_000, "changes that -memory makes before it looks")
	flag.IntVar(&o.sequences, "sequences", 300, "how often -sequence does each")
	flag.StringVar(&o.profiles, "profiles", "", "a `folder` for a CPU profile of each row")
	flag.StringVar(&o.json, "json", "", "a `file` for all that the tables, -sequence and -memory measured")
	flag.BoolVar(&o.every, "every", false, "with the table, also the large state in memory and in PostgreSQL, which take minutes to seed")
	flag.StringVar(&m.bare, "bare", "", "run the bare handler on an `address` (the bench starts itself so)")
	flag.StringVar(&m.durable, "durable", "", "run the durable handler on an `address` (the bench starts itself so)")
	flag.StringVar(&m.log, "log", ".", "with -durable, the `folder` of its log")
	flag.StringVar(&m.peers, "peers", "", "mode: the table of what else answers, installed in this `folder`")
	flag.BoolVar(&m.sequence, "sequence", false, "mode: three calls one after the other, through our client")
	flag.BoolVar(&m.memory, "memory", false, "mode: memory after very many changes")
	flag.DurationVar(&m.soak, "soak", 0, "mode: how one service fares under load for so long")
	flag.BoolVar(&m.cost, "cost", false, "mode: what rows weigh and what calls cost of the processor")
	flag.StringVar(&m.keep, "keep", "", "with -cost, work in this `folder` and leave it, to look at the database")
	flag.StringVar(&m.growth, "growth", "", "mode: draw what a change costs while the state grows, into this `folder`")
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), help)
		flag.PrintDefaults()
	}
	flag.Parse()
	return o, m
}

const help = `bench compares the service with a bare net/http handler that decodes the same
JSON and answers the same bytes. Everything runs on loopback, and everything that
it starts ends with it.

  bench                 the table: calls/s, latencies, cost, start and memory of
                        the service in several configurations, with the bare
                        handler and with one that keeps changes in a map and a
                        log with a shared fdatasync (durable); PostgreSQL if
                        WXASTORE_TEST_DATABASE names an empty database
  bench -peers FOLDER   the table of what people use instead, under the same load;
                        make bench-peers installs it
  bench -sequence       a token, an upload of 100 KB and a change through our
                        client, one after the other, in memory and on the disk,
                        compared with three posts to the bare handler
  bench -memory         resident memory after -calls changes and after twice as
                        many, with 1,000 merchants and with -merchants
  bench -soak 10m       resident memory and sizes on disk while calls change
                        nothing for so long
  bench -cost           bytes of the database and seconds of the processor a call
  bench -growth FOLDER  the cost of a change against merchants, tokens and
                        history, as SVGs

Flags:
`

// counts is a flag of numbers, as 1,32,256.
type counts []int

func (c *counts) String() string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(*c), " ", ","), "[]")
}

func (c *counts) Set(text string) error {
	*c = nil
	for field := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(field)
		if err != nil || n < 1 {
			return fmt.Errorf("%q is not a number of connections", field)
		}
		*c = append(*c, n)
	}
	return nil
}
