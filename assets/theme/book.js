'use strict';

// What the pages do beyond mdBook: remember the language, keep the section when it is switched,
// search both languages with Pagefind. Every word shown comes from the page.

(() => {
    const html = document.documentElement;
    const language = html.lang.startsWith('zh') ? 'zh' : 'en';
    const twin = document.getElementById('language');
    const searchButton = document.getElementById('search-button');

    try {
        localStorage.setItem('downhill-language', language);
    } catch {
        // Without storage the chooser goes by the browser's language.
    }

    // ---- The same place in the other language ----

    const landmarks = 'main :is(h1, h2, h3, h4)[id], main .equation[id], main figure[id]';

    // The place that the reader looks at: the address's target if it is in view, else the last
    // heading that has reached the top of the window.
    function place() {
        let target = null;
        try {
            target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
        } catch {
            // An address that is no valid name leads to the beginning of the page.
        }
        if (target && target.matches(landmarks)) {
            const box = target.getBoundingClientRect();
            if (box.bottom > 0 && box.top < innerHeight) {
                return target;
            }
        }
        let last = null;
        for (const heading of document.querySelectorAll('main :is(h1, h2, h3, h4)[id]')) {
            if (heading.getBoundingClientRect().top > 120) {
                break;
            }
            last = heading;
        }
        return scrollY > 0 ? last : null;
    }

    function aim() {
        const here = place();
        const id = here && (here.dataset.twin || here.id);
        twin.hash = id ? '#' + encodeURIComponent(id) : '';
    }

    if (twin) {
        for (const event of ['pointerenter', 'focus', 'click', 'auxclick', 'contextmenu']) {
            twin.addEventListener(event, aim);
        }
    }

    // ---- Folds ----

    // A link into a closed fold opens it.
    function reveal() {
        let target = null;
        try {
            target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
        } catch {
            return;
        }
        for (let fold = target && target.closest('details'); fold; fold = fold.parentElement.closest('details')) {
            fold.open = true;
        }
    }
    addEventListener('hashchange', reveal);
    reveal();

    // Solutions are printed, and closed again afterwards.
    let opened = [];
    addEventListener('beforeprint', () => {
        opened = [...document.querySelectorAll('details.solution:not([open])')];
        opened.forEach(fold => { fold.open = true; });
    });
    addEventListener('afterprint', () => {
        opened.forEach(fold => { fold.open = false; });
        opened = [];
    });

    // ---- Keyboard ----

    // What scrolls sideways must be reachable without a mouse, and only that.
    function reachable() {
        for (const box of document.querySelectorAll('main :is(.display, pre > code, .table-wrapper, p:has(> math, > .keep))')) {
            if (box.scrollWidth > box.clientWidth) {
                box.tabIndex = 0;
            } else {
                box.removeAttribute('tabindex');
            }
        }
    }
    reachable();
    addEventListener('resize', reachable);
    document.fonts?.ready.then(reachable);
    document.addEventListener('toggle', reachable, true);

    // The button for the table of contents, which mdBook makes of a label.
    const contents = document.getElementById('mdbook-sidebar-toggle');
    if (contents?.tagName === 'BUTTON') {
        contents.addEventListener('click', () => document.getElementById('mdbook-sidebar-toggle-anchor').click());
    }

    // ---- Search ----

    let dialog = null;
    let input = null;
    let list = null;
    let note = null;
    let pagefind = null;
    let turn = 0;

    function element(name, properties = {}, children = []) {
        const made = Object.assign(document.createElement(name), properties);
        made.append(...children);
        return made;
    }

    function makeDialog() {
        const words = searchButton.dataset;
        input = element('input', { type: 'search', placeholder: words.hint, autocomplete: 'off', spellcheck: false });
        input.setAttribute('aria-label', words.hint);
        const close = element('button', { type: 'button', textContent: words.close });
        const form = element('form', { method: 'dialog' }, [input, close]);
        form.setAttribute('role', 'search');
        list = element('ol');
        note = element('p', { className: 'note' });
        note.setAttribute('role', 'status');
        dialog = element('dialog', { className: 'search-dialog' }, [
            form,
            element('div', { className: 'results' }, [note, list]),
        ]);
        dialog.setAttribute('aria-label', searchButton.getAttribute('aria-label'));
        document.body.append(dialog);

        close.addEventListener('click', () => dialog.close());
        dialog.addEventListener('click', event => {
            if (event.target === dialog || event.target.closest('a')) {
                dialog.close();
            }
        });
        input.addEventListener('input', find);
        form.addEventListener('submit', event => {
            event.preventDefault();
            list.querySelector('a')?.click();
        });
        dialog.addEventListener('keydown', event => {
            event.stopPropagation();
            const all = [input, ...list.querySelectorAll('a')];
            const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
            const at = all.indexOf(document.activeElement);
            if (step && at >= 0) {
                event.preventDefault();
                all[Math.max(0, Math.min(all.length - 1, at + step))].focus();
            }
        });
    }

    async function openSearch() {
        if (!dialog) {
            makeDialog();
        }
        if (!dialog.open) {
            dialog.showModal();
        }
        input.focus();
        input.select();
        if (!pagefind) {
            try {
                pagefind = await import(new URL(path_to_root + '../pagefind/pagefind.js', location.href).href);
                await pagefind.init();
                find();
            } catch {
                pagefind = null;
                note.textContent = searchButton.dataset.failed;
            }
        }
    }

    async function find() {
        const query = input.value.trim();
        const mine = ++turn;
        if (!pagefind) {
            return;
        }
        if (!query) {
            list.replaceChildren();
            note.textContent = '';
            return;
        }
        const found = await pagefind.search(query);
        const pages = await Promise.all(found.results.slice(0, 8).map(result => result.data()));
        if (mine !== turn) {
            return;
        }
        const items = [];
        for (const page of pages) {
            for (const part of page.sub_results.slice(0, 4)) {
                const where = element('span', { className: 'where', textContent: part.title });
                if (part.title !== page.meta.title) {
                    where.append(element('span', { className: 'page', textContent: ' · ' + page.meta.title }));
                }
                // Pagefind escapes the text; the excerpt's only markup is <mark>.
                const excerpt = element('span', { innerHTML: part.excerpt });
                items.push(element('li', {}, [element('a', { href: part.url }, [where, excerpt])]));
            }
        }
        list.replaceChildren(...items);
        note.textContent = items.length ? '' : searchButton.dataset.nothing;
    }

    if (searchButton) {
        searchButton.addEventListener('click', openSearch);
        document.addEventListener('keydown', event => {
            const typing = event.target.closest?.('input, textarea, select, [contenteditable]');
            if (typing || event.ctrlKey || event.metaKey || event.altKey || dialog?.open) {
                return;
            }
            if (event.key === '/' || event.key === 's' || event.key === 'S') {
                event.preventDefault();
                openSearch();
            } else if ((event.key === 'l' || event.key === 'L') && twin) {
                aim();
                location.href = twin.href;
            }
        });
    }
})();
