// Package tour looks at the console as people do: in a real browser, over a
// real listener, with the whole service behind it.
//
// It owns the newcomer's tour in both languages, each task of operators by the keyboard
// alone on wide and narrow screens, the check of every page for
// people who see or move otherwise (axe-core), the attempts to run other
// people's markup, and the pictures of the pages in docs/screenshots. It holds
// tests alone. They need chromium-headless-shell, and axe-core from npm: make tools
// installs both.
//
// What runs where:
//
//   - make check does one task of each area, the newcomer's tour in Chinese, and looks at
//     each page once, in one of the languages, with axe-core and on narrow screens.
//   - make test does every task once, such that each area is seen in both languages and
//     at both widths, looks at each page with axe-core and on narrow screens in both
//     languages, and compares each page's picture in one of its three looks.
//   - make nightly (WXASTORE_TOUR_WAYS=4) does every task and looks at every page in both
//     languages at both widths, in light and in dark, and compares all pictures.
package tour
