// Package tour looks at the console as people do: in a real browser, over a
// real listener, with the whole service behind it.
//
// It owns the newcomer's tour in both languages, each task of operators by the keyboard
// alone on wide and narrow screens, the check of every page for
// people who see or move otherwise (axe-core), the attempts to run other
// people's markup, and the pictures of the pages in docs/screenshots. It holds
// tests alone. They need chromium, and axe-core from npm: make tools
// installs both. Without chromium they are skipped, but not where CI is true.
package tour
