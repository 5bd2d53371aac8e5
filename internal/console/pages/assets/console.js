// Keeps the parts of a page live that change by themselves, and adds the small
// things that forms and links cannot do. Without it the pages work, too.

// What the service renders is the only markup that is ever put into the page.
const fragments = window.trustedTypes?.createPolicy('fragment', { createHTML: text => text }) ?? { createHTML: text => text };
const asking = new Map(); // parts that are asked for, and whether to ask again

async function refresh(part) {
	if (asking.has(part)) {
		asking.set(part, true);
		return;
	}
	asking.set(part, false);
	try {
		const address = new URL(document.body.dataset.here, location.origin);
		address.searchParams.set('fragment', part.dataset.fragment);
		const response = await fetch(address, { headers: { Accept: 'text/html' }, redirect: 'error' });
		if (response.ok) {
			swap(part, await response.text());
		} else if (response.status === 401) {
			location.reload();
		}
	} catch {
		// The service is away: the stream brings the next try.
	}
	const again = asking.get(part);
	asking.delete(part);
	if (again) {
		refresh(part);
	}
}

function swap(part, text) {
	const parsed = new DOMParser().parseFromString(fragments.createHTML(text), 'text/html');
	if (parsed.body.innerHTML.trim() === part.innerHTML.trim()) {
		return;
	}
	const focused = part.contains(document.activeElement) ? address(document.activeElement) : '';
	const filled = [...part.querySelectorAll('input, select')].map(e => [e.name, e.value, e.checked]);
	part.replaceChildren(...parsed.body.childNodes);
	refill(part, filled);
	if (focused) {
		[...part.querySelectorAll('a, button, [tabindex]')].find(e => address(e) === focused)?.focus();
	}
}

// refill puts what was ticked and typed back into the fields that are there again.
function refill(part, filled) {
	for (const [name, value, checked] of filled) {
		for (const field of part.querySelectorAll('input, select')) {
			if (field.name === name && field.type === 'checkbox') {
				field.checked ||= checked && field.value === value;
			} else if (field.name === name && field.type !== 'hidden') {
				field.value = value;
			}
		}
	}
}

// address tells an element that can have the focus from others.
function address(element) {
	return element.tagName + (element.getAttribute('href') ?? '') + (element.form ? new URLSearchParams(new FormData(element.form)) + element.form.action : '');
}

const live = [...document.querySelectorAll('[data-live]')];
let stream;

function listen() {
	if (stream || document.hidden || live.length === 0) {
		return;
	}
	stream = new EventSource('/stream');
	stream.addEventListener('open', () => {
		document.documentElement.classList.add('connected');
		live.forEach(refresh);
	});
	stream.addEventListener('error', () => {
		document.documentElement.classList.remove('connected');
		if (stream?.readyState === EventSource.CLOSED) {
			stream = undefined;
			setTimeout(listen, 5000);
		}
	});
	for (const kind of ['call', 'merchant', 'account', 'review', 'store', 'place', 'clock', 'faults', 'state']) {
		stream.addEventListener(kind, event => {
			for (const part of live) {
				const other = kind !== 'call' && part.dataset.app && event.data && event.data !== part.dataset.app;
				if (!other && part.dataset.live.split(' ').includes(kind)) {
					refresh(part);
				}
			}
		});
	}
}

// A page that nobody sees holds no connection: browsers have few to a host.
function rest() {
	stream?.close();
	stream = undefined;
	document.documentElement.classList.remove('connected');
}

document.addEventListener('visibilitychange', () => document.hidden ? rest() : listen());
window.addEventListener('pagehide', rest);
window.addEventListener('pageshow', listen);
listen();

for (const part of document.querySelectorAll('[data-every]')) {
	setInterval(() => document.hidden || refresh(part), 1000 * part.dataset.every);
	document.documentElement.classList.add('connected');
}

for (const button of document.querySelectorAll('[data-copy]')) {
	if (button.dataset.from && !document.getElementById(button.dataset.from)) {
		continue; // there is nothing to copy
	}
	button.hidden = false;
	const label = button.textContent;
	button.addEventListener('click', async () => {
		const area = button.parentElement.querySelector('textarea');
		const shown = document.getElementById(button.dataset.from);
		if (area) {
			area.select();
		} else {
			getSelection().selectAllChildren(shown);
		}
		try {
			await navigator.clipboard.writeText(area ? area.value : shown.textContent);
		} catch {
			document.execCommand('copy'); // where the page is not over TLS
		}
		button.textContent = button.dataset.copied;
		setTimeout(() => { button.textContent = label; }, 2000);
	});
}

document.addEventListener('keydown', event => {
	const typing = event.target.closest('input, textarea, select, [contenteditable]');
	if (typing || event.ctrlKey || event.metaKey || event.altKey) {
		return;
	}
	if (event.key === '/') {
		const field = document.querySelector('[data-key="/"]');
		if (field) {
			event.preventDefault();
			field.focus();
		}
		return;
	}
	document.querySelector(`[data-step="${CSS.escape(event.key)}"]`)?.click();
});
