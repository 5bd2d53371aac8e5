package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// usage is what processes have taken of the machine.
type usage struct {
	cpu      time.Duration // counted in hundredths of a second
	resident int64         // bytes
}

// used adds up what a process and those it started use now. Where the system
// has no /proc, it is not known.
func used(pid int) (sum usage, known bool) {
	cpu, err := processorTime(pid)
	if err != nil {
		return usage{}, false
	}
	resident, err := residentBytes(pid)
	if err != nil {
		return usage{}, false
	}
	sum = usage{cpu, resident}
	// A child is listed with the thread that started it.
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	if err != nil {
		return sum, true
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // the thread is gone
		}
		for _, field := range strings.Fields(string(text)) {
			child, err := strconv.Atoi(field)
			if err != nil {
				continue
			}
			if more, known := used(child); known {
				sum.cpu += more.cpu
				sum.resident += more.resident
			}
		}
	}
	return sum, true
}

// used tells what the target uses now, if the system tells.
func (t *target) used() (usage, bool) { return used(t.command.Process.Pid) }

// resident is the memory that the target has now, 0 if the system does not tell.
func (t *target) resident() int64 {
	now, _ := t.used()
	return now.resident
}

func processorTime(pid int) (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	return parseStat(string(text))
}

// parseStat reads the processor's time off a line of /proc/PID/stat.
func parseStat(line string) (time.Duration, error) {
	end := strings.LastIndex(line, ") ") // the name before may hold anything
	if end < 0 {
		return 0, errors.New("no name in it")
	}
	fields := strings.Fields(line[end+2:])
	if len(fields) < 13 {
		return 0, fmt.Errorf("%d fields after the name", len(fields))
	}
	var ticks time.Duration
	for _, field := range fields[11:13] { // in the program, in the system
		n, err := strconv.Atoi(field)
		if err != nil {
			return 0, err
		}
		ticks += time.Duration(n)
	}
	return ticks * 10 * time.Millisecond, nil
}

func residentBytes(pid int) (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0, err
	}
	var total, resident int64
	if _, err := fmt.Sscan(string(text), &total, &resident); err != nil {
		return 0, err
	}
	return resident * int64(os.Getpagesize()), nil
}
