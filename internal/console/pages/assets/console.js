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
	label(parsed);
	if (parsed.body.innerHTML.trim() === part.innerHTML.trim()) {
		return;
	}
	const focused = part.contains(document.activeElement) ? address(document.activeElement) : '';
	const filled = [...part.querySelectorAll('input, select')].map(e => [e.name, e.value, e.checked]);
	part.replaceChildren(...parsed.body.childNodes);
	refill(part, filled);
	offerCopies(part);
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

// label names the cells of tables by their columns, for screens where rows are cards.
function label(part) {
	for (const table of part.querySelectorAll('table')) {
		const names = [...table.querySelectorAll('thead th')].map(th => th.querySelector('.hidden') ? '' : th.textContent.trim());
		for (const row of table.querySelectorAll('tbody tr')) {
			[...row.cells].forEach((cell, i) => {
				if (i > 0 && names[i] && (cell.textContent.trim() || cell.children.length > 0)) {
					cell.dataset.label = names[i];
				}
			});
		}
	}
}
label(document);

// Where there is little room, the navigation shows where one is, and what is seldom filled
// in is folded.
document.querySelector('.top nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
if (matchMedia('(max-width: 47.99rem)').matches) {
	for (const fold of document.querySelectorAll('.folded')) {
		fold.open = [...fold.querySelectorAll('input, select')].some(field => field.value);
	}
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

// offerCopies shows the buttons that copy, where there is something to copy.
function offerCopies(part) {
	for (const button of part.querySelectorAll('[data-copy]')) {
		button.hidden = Boolean(button.dataset.from) && !document.getElementById(button.dataset.from);
	}
}

document.addEventListener('click', async event => {
	const button = event.target.closest('[data-copy]');
	if (!button) {
		return;
	}
	const label = button.textContent;
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
offerCopies(document);

// follow keeps the parts of a page that show what a form would do up to date with its
// fields: the service makes them. Files stay here, it gets their names.
function follow(form) {
	let turn = 0;
	let timer;
	const ask = async () => {
		clearTimeout(timer);
		const mine = ++turn;
		const fields = new FormData();
		for (const [name, value] of new FormData(form)) {
			if (typeof value === 'string') {
				fields.append(name, value);
			} else if (value.name) {
				fields.append(name.replace(/^f\./, 'n.'), value.name);
			}
		}
		fields.append('fragment', 'follow');
		try {
			const response = await fetch(form.dataset.follow, { method: 'POST', body: fields, redirect: 'error' });
			const text = await response.text();
			if (mine === turn && response.ok) {
				replace(text);
			}
		} catch {
			// The service is away: the next change of a field is the next try.
		}
	};
	const replace = text => {
		const made = new DOMParser().parseFromString(fragments.createHTML(text), 'text/html');
		for (const part of made.querySelectorAll('[id^=follow-]')) {
			const own = document.getElementById(part.id);
			if (own && !own.contains(document.activeElement) && own.innerHTML !== part.innerHTML) {
				own.replaceChildren(...part.childNodes);
				offerCopies(own);
			}
		}
	};
	const choices = form.querySelector('[data-choices]');
	const field = choices?.querySelector('input');
	const choose = button => {
		field.value = button.value;
		field.focus();
		ask();
	};
	form.addEventListener('input', event => {
		clearTimeout(timer);
		timer = setTimeout(ask, 200);
		if (event.target.dataset.preview) {
			preview(event.target);
		}
	});
	form.addEventListener('click', event => {
		const button = event.target.closest('[name=choose]');
		if (button) {
			event.preventDefault();
			choose(button);
		}
	});
	form.addEventListener('submit', event => {
		if (event.submitter?.hasAttribute('formaction')) { // the Enter key, in a field
			event.preventDefault();
			ask();
		} else {
			setTimeout(() => { event.submitter.disabled = true; });
		}
	});
	window.addEventListener('pageshow', () => form.querySelectorAll(':disabled').forEach(e => { e.disabled = false; }));
	choices?.addEventListener('keydown', event => {
		const all = [field, ...choices.querySelectorAll('[name=choose]')];
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (step) {
			event.preventDefault();
			all[all.indexOf(document.activeElement) + step]?.focus();
		} else if (event.key === 'Escape') {
			field.focus();
		} else if (event.key === 'Enter' && event.target === field && all.length > 1) {
			event.preventDefault();
			choose(all[1]);
		}
	});
	document.documentElement.classList.add('scripted');
	if (form.querySelector('[type=file]')?.value) { // the browser has kept it over a reload
		ask();
	}
}

// preview shows a file that was picked, before it is sent.
async function preview(input) {
	const box = document.getElementById(input.dataset.preview);
	box.replaceChildren();
	const [file] = input.files;
	if (!file) {
		return;
	}
	const text = document.createElement('span');
	text.textContent = `${file.name} · ${file.size.toLocaleString('en')} B`;
	try {
		const image = await createImageBitmap(file);
		const canvas = document.createElement('canvas');
		const side = Math.min(image.width, image.height);
		canvas.width = canvas.height = 192;
		canvas.setAttribute('role', 'img');
		canvas.setAttribute('aria-label', file.name);
		canvas.getContext('2d').drawImage(image, (image.width - side) / 2, (image.height - side) / 2, side, side, 0, 0, 192, 192);
		text.textContent += ` · ${image.width} × ${image.height}`;
		box.append(canvas);
	} catch {
		text.textContent += ` · ${box.dataset.unreadable}`;
	}
	box.append(text);
}

document.querySelectorAll('[data-follow]').forEach(follow);
if (location.hash === '#outcome') {
	document.getElementById('outcome')?.focus();
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
