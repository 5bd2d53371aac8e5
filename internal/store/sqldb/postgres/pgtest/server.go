package pgtest

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/wxastore/wxastore/internal/freeport"
)

// startTime bounds a start, recovery included.
const startTime = 60 * time.Second

// Server is a PostgreSQL server with a folder and a port of its own.
type Server struct {
	bin, dir string
	as       []string // what runs a command as another user
	host     string
	port     int
	password string
	script   string
	tls      bool
	program  *guarded // nil until it runs
}

// The superuser, as which only this package connects, and the one that owns
// what tests make.
const (
	loopback  = "127.0.0.1"
	superuser = "postgres"
	owner     = "wxastore"
)

func newServer() (*Server, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	dir, as, err := newFolder()
	if err != nil {
		return nil, err
	}
	port, err := freeport.Port()
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return &Server{bin: bin, dir: dir, as: as, host: loopback, port: port, password: rand.Text(), script: untilTold}, nil
}

// sockets is the folder of its Unix socket, in which the superuser connects: past
// the network.
func (s *Server) sockets() string { return s.dir }

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// command is one of PostgreSQL's programs, run as the server's user.
func (s *Server) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	line := append(append([]string{}, s.as...), filepath.Join(s.bin, program))
	line = append(line, args...)
	cmd := exec.CommandContext(ctx, line[0], line[1:]...)
	cmd.Dir = s.dir
	cmd.Env = append(os.Environ(), "PGPASSWORD="+s.password)
	return cmd
}

func (s *Server) do(ctx context.Context, program string, args ...string) error {
	if out, err := s.command(ctx, program, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", program, err, out)
	}
	return nil
}

// initialize makes an empty database cluster.
func (s *Server) initialize(ctx context.Context) error {
	// Another user reads it; the folder is closed to all others.
	secret := filepath.Join(s.dir, "password")
	if err := os.WriteFile(secret, []byte(s.password+"\n"), 0o644); err != nil {
		return err
	}
	defer os.Remove(secret)
	return s.do(ctx, "initdb", "-D", s.data(), "-U", superuser, "-A", "scram-sha-256", "--pwfile", secret,
		"-E", "UTF8", "--locale", "C", "--no-sync")
}

// start runs the server with settings such as fsync=off and waits until it
// answers.
func (s *Server) start(ctx context.Context, settings ...string) error {
	args := []string{filepath.Join(s.bin, "postgres"), "-D", s.data(), "-p", strconv.Itoa(s.port), "-k", s.sockets(), "-c", "listen_addresses=" + s.host}
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}
	program, err := guard(s.script, s.dir, s.as, args)
	if err != nil {
		return err
	}
	s.program = program
	return s.wait(ctx)
}

// wait waits until the server answers.
func (s *Server) wait(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	for {
		conn, err := s.connect(ctx)
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-ctx.Done():
			log, _ := os.ReadFile(filepath.Join(s.dir, logName))
			return fmt.Errorf("PostgreSQL did not start: %w\n%s", err, log)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// connect connects as the superuser.
func (s *Server) connect(ctx context.Context) (*pgx.Conn, error) {
	return pgx.Connect(ctx, fmt.Sprintf("host=%s port=%d user=%s password=%s dbname=postgres", s.sockets(), s.port, superuser, s.password))
}

// exec runs statements as the superuser, each on its own.
func (s *Server) exec(ctx context.Context, statements ...string) error {
	conn, err := s.connect(ctx)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	for _, statement := range statements {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}

// createOwner makes the user and the database of tests.
func (s *Server) createOwner(ctx context.Context) error {
	return s.exec(ctx, "CREATE ROLE "+owner+" LOGIN PASSWORD '"+s.password+"'", "CREATE DATABASE "+owner+" OWNER "+owner)
}

// address is where tests connect. A server without TLS is not asked for it first: it
// would begin a process to say no.
func (s *Server) address(query url.Values, others ...*Server) string {
	query = maps.Clone(query)
	if query == nil {
		query = url.Values{}
	}
	if !s.tls {
		query.Set("sslmode", "disable")
	}
	hosts := []string{s.hostPort()}
	for _, o := range others {
		hosts = append(hosts, o.hostPort())
	}
	u := url.URL{Scheme: "postgres", User: url.UserPassword(owner, s.password), Path: owner, RawQuery: query.Encode()}
	u.Host = strings.Join(hosts, ",")
	return u.String()
}

func (s *Server) hostPort() string { return net.JoinHostPort(s.host, strconv.Itoa(s.port)) }

// Kill ends the server as a crash would, with all its processes, and returns
// when they are gone. The folder stays.
func (s *Server) Kill() error {
	process, err := s.postmaster()
	if err != nil {
		return err
	}
	if err := process.Kill(); err != nil {
		return err
	}
	return s.close(true)
}

// postmaster is the server's first process.
func (s *Server) postmaster() (*os.Process, error) {
	text, err := os.ReadFile(filepath.Join(s.data(), "postmaster.pid"))
	if err != nil {
		return nil, err
	}
	first, _, _ := bytes.Cut(text, []byte("\n"))
	pid, err := strconv.Atoi(string(first))
	if err != nil {
		return nil, err
	}
	return os.FindProcess(pid)
}

// Close stops the server, and its folder goes.
func (s *Server) Close() error { return s.close(false) }

// close stops the server at once; without keep its folder goes, too.
func (s *Server) close(keep bool) error {
	program := s.program
	if s.program = nil; program == nil {
		return os.RemoveAll(s.dir)
	}
	return program.end(keep)
}

// connectOwner connects as tests do.
func (s *Server) connectOwner(ctx context.Context) (*pgx.Conn, error) {
	return pgx.Connect(ctx, s.address(nil))
}
