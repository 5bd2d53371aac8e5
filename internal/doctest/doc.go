// Package doctest runs what the pages for users say: README.md and the pages of
// docs, in English and Chinese. It is tests only.
//
// A page is run from top to bottom in one bash, in a folder that holds the
// repository's examples and nothing else, with the binary in the PATH. What it says
// in fences counts:
//
//   - console: a line after "$ " is a command, with lines that end in \ joined to
//     the next; the lines below it are what it prints, on both streams;
//   - sh: every line is a command, and nothing is said of what it prints;
//   - LANGUAGE FILE, such as yaml examples/accounts.yaml: the file's text, except
//     for comments, which have the page's language.
//
// A fence after the line <!-- not run: WHY --> is not run; testdata/notrun.txt
// counts what stands in such fences. Code that is indented instead of fenced is
// refused, since nothing would run it.
//
// Services, receivers and "tail" run in the background, as in a terminal of their
// own, until the page ends. The next service of a page takes the place of the one
// before, the next receiver that of the receiver.
//
// A command that fails fails the test, unless the page shows its error. What is
// printed is compared with the page after both were made neutral: rids, tokens, ids,
// times and lengths of time become names (compare_test.go lists them), runs of blanks
// one blank. In a page … stands for any text of a line, and on a line of its own for
// any lines. A command that only reads is repeated for a while until it prints what
// the page says. Of what runs in the background, the first lines of standard output
// are compared.
//
// Addresses of this machine get free ports in place of the page's, in commands and in
// files, and the page's again in what is printed. Other addresses cannot be reached.
// Reviews take no time. On Chinese pages the locale is Chinese.
//
// Run with -update, the tests write what the commands print into the pages.
package doctest
