package main

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// comparePeers measures what is installed in a folder under the same load as the
// service, and prints a table of it.
func (o options) comparePeers(ctx context.Context, folder string) (err error) {
	dir, err := os.MkdirTemp("", "wxastore-peers-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	rows, err := o.peerRows(peers(), folder, dir)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		fmt.Println("no table of peers: make bench-peers installs them")
		return nil
	}
	data, err := o.seeded(ctx, dir, loaded)
	if err != nil {
		return err
	}
	rows = append([]*row{
		newRow(o, "bare net/http", startBare),
		newRow(o, fmt.Sprintf("modify, SQLite, %d merchants", loaded), func(ctx context.Context) (*target, error) {
			return o.startService(ctx, data, loaded)
		}),
	}, rows...)
	if err := o.measure(ctx, rows); err != nil {
		return err
	}
	printTable(os.Stdout, rows, o)
	fmt.Print(peersLegend)
	return o.write(document{Rows: records(rows)})
}

const peersLegend = `PocketBase finds and writes a record a call; by its own settings it does not flush a commit to the disk, which the
service does. The others answer the same to every call and keep nothing.
`

// peerRows makes a row of each peer that is installed and names the others.
func (o options) peerRows(all []peer, folder, dir string) (rows []*row, err error) {
	named := make(map[string]bool)
	for _, p := range all {
		program, err := p.path(folder)
		if err != nil {
			if !named[p.name] {
				fmt.Printf("%s has no row: %v\n", p.name, err)
			}
			named[p.name] = true
			continue
		}
		version, err := p.version(folder, program)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.name, err)
		}
		r := newRow(o, fmt.Sprintf("%s %s, %s", p.name, version, p.setting), func(ctx context.Context) (*target, error) {
			return p.start(ctx, program, dir)
		})
		r.peer = true
		rows = append(rows, r)
	}
	return rows, nil
}
