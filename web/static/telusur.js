'use strict';
// What pages gain where scripts run; all work without. Words stand in the data- attributes of its tag.
const said = document.currentScript.dataset;
const $ = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const on = (target, type, act) => target.addEventListener(type, act);
const give = (element, attributes, ...children) => {
  for (const name in attributes) element.setAttribute(name, attributes[name]);
  element.append(...children);
  return element;
};
const make = (tag, ...more) => give(document.createElement(tag), ...more);
// A task that waits a while; begun anew, it ends what it did before.
const newest = (ms, task, failed = () => {}) => {
  let running = new AbortController();
  const begin = (...given) => {
    begin.stop();
    const {signal} = running = new AbortController();
    setTimeout(() => signal.aborted || task(signal, ...given).catch(() => signal.aborted || failed(...given)), ms);
  };
  begin.stop = () => running.abort();
  return begin;
};
const form = $('#cari');
const field = $('#q');

// Completion: a combobox that opens for what is typed alone.
const complete = () => {
  const list = make('ul', {id: 'pilihan', class: 'choices', role: 'listbox', 'aria-label': said.pilihan});
  const told = make('p', {class: 'sr', 'aria-live': 'polite'});
  let at;
  const mark = n => {
    at = n;
    [...list.children].forEach((option, i) => option.setAttribute('aria-selected', i === n));
    field.removeAttribute('aria-activedescendant');
    if (n >= 0) field.setAttribute('aria-activedescendant', list.children[n].id);
  };
  const show = found => {
    list.replaceChildren(...found.map(({text, kind}, n) =>
      make('li', {id: 'pilihan-' + n, role: 'option'}, text, ...said[kind] ? [make('small', {}, said[kind])] : [])));
    list.hidden = !found.length;
    field.setAttribute('aria-expanded', !list.hidden);
    mark(-1);
  };
  const close = () => {
    ask.stop();
    told.textContent = '';
    show([]);
  };
  const ask = newest(150, async signal => {
    const answer = await fetch(said.saran + '?q=' + encodeURIComponent(field.value), {signal});
    const {suggestions} = await answer.json();
    show(suggestions);
    told.textContent = `${suggestions.length} ${said.jumlah}`;
  }, close);
  const choose = option => {
    field.value = option.firstChild.textContent;
    form.requestSubmit();
  };
  field.type = 'text'; // a search field empties itself on Escape
  give(field, {role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': 'pilihan'});
  field.parentNode.append(list);
  form.append(told);
  close();
  on(field, 'input', event => event.isTrusted && ask());
  on(field, 'blur', close);
  on(form, 'submit', close);
  on(list, 'mousedown', event => event.preventDefault()); // keep the focus
  on(list, 'click', event => choose(event.target.closest('li')));
  on(field, 'keydown', event => {
    const last = list.children.length - 1;
    if (list.hidden || event.isComposing) return;
    if (event.key === 'ArrowDown') mark(at < last ? at + 1 : -1);
    else if (event.key === 'ArrowUp') mark(at < 0 ? last : at - 1);
    else if (event.key === 'Escape') close();
    else if (event.key === 'Enter' && at >= 0) choose(list.children[at]);
    else return /^(Home|End)$/.test(event.key) && mark(-1); // the caret goes there
    event.preventDefault();
  });
};

// Another answer in the place of this one. `shown` is the address of what is there.
const LINE = 'main[data-hasil] [role=status]';
const here = () => location.href.split('#')[0];
let shown = here();
const read = async (url, signal) => {
  const answer = await fetch(url, {signal});
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (!answer.ok || !$(LINE, page)) throw Error(url);
  return page;
};
// An element gets another's children, but what holds `kept` stays: a new status line would not be read out.
const swap = (old, fresh, kept, like) => {
  if (old === kept) return old.replaceChildren(...fresh.childNodes);
  const stays = [...old.children].find(child => child.contains(kept));
  const there = [...fresh.children].find(child => child.contains(like));
  const nodes = [...fresh.childNodes];
  const cut = nodes.indexOf(there);
  for (const child of [...old.childNodes]) if (child !== stays) child.remove();
  stays.before(...nodes.slice(0, cut));
  stays.after(...nodes.slice(cut + 1));
  swap(stays, there, kept, like);
};
const put = page => {
  for (const {id, open} of all('details[id]')) {
    const fresh = page.getElementById(id);
    if (fresh) fresh.open = open;
  }
  swap($('main'), $('main', page), $(LINE), $(LINE, page));
  all('input[type=hidden]', form).forEach(input => input.remove());
  form.append(...all('#cari input[type=hidden]', page));
  document.title = page.title;
};
// By what a control is found again.
const trace = ({id, name, value, attributes}) => 'main ' + (id ? '#' + CSS.escape(id) :
  attributes.href ? `a[href="${CSS.escape(attributes.href.value)}"]` : `[name="${name}"][value="${CSS.escape(value)}"]`);
const go = newest(0, async (signal, url, control, height) => {
  const back = height !== undefined;
  const typed = field.value;
  const selector = control && control.closest('main') && trace(control);
  // In one column the filters hide the results.
  const covered = selector && control.matches('.drawer :not(.seek *)') && matchMedia('(max-width: 59.99rem)').matches;
  $('main').ariaBusy = true;
  const page = await read(url, signal);
  if (!back) {
    history.scrollRestoration = 'manual';
    history.replaceState({y: scrollY}, '');
    history.pushState(null, '', url);
  }
  shown = here();
  if (covered) $('.drawer').open = false;
  put(page);
  if (back || field.value === typed) field.value = $('#q', page).value;
  prepare();
  const same = selector && !covered && all(selector).find(other => other.textContent === control.textContent);
  const target = same || $('#hasil');
  target.focus({preventScroll: true});
  if (back) scrollTo(0, height);
  else if (!same) target.scrollIntoView();
  $('main').ariaBusy = false;
}, (url, control, height) => height === undefined ? location.assign(url) : location.reload());
const follow = () => {
  const base = form.action.split('#')[0];
  on(form, 'submit', event => {
    const button = event.submitter, used = document.activeElement;
    const url = new URL(button && button.hasAttribute('formaction') ? button.formAction : form.action);
    url.search = new URLSearchParams(new FormData(form));
    event.preventDefault();
    go(url.href, used.closest('main') ? used : button);
  });
  on(document, 'click', event => {
    const link = event.target.closest('main a:not([href^="#"])');
    if (!link || link.href.split(/[?#]/)[0] !== base) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(link.href, link);
  });
  on(window, 'popstate', ({state}) =>
    here() !== shown && go(location.href, document.activeElement, state ? state.y : 0));
  on(window, 'scroll', newest(300, async () => history.replaceState({y: scrollY}, '')));
  // A page that is left is the browser's to restore.
  on(window, 'pagehide', () => { history.scrollRestoration = 'auto'; });
};

// Values of a long facet: among its rows; where there are more, from the server.
const narrow = newest(150, async (signal, facet, input) => {
  const told = $('.told', facet);
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  let fitting = 0;
  for (const row of all('label.opt', facet)) {
    const {value, checked} = row.control;
    const label = $('span', row).textContent.toLowerCase();
    const fits = value !== '-' && words.every(word => label.includes(word));
    fitting += fits;
    row.parentNode.hidden = words.length && !fits && !checked;
  }
  const more = $('.more', facet);
  if (more) more.open = words.length > 0;
  if (facet.dataset.other > 0 || !fitting) {
    const url = new URL(shown);
    url.searchParams.delete('daftar');
    url.searchParams.set(input.name, input.value);
    const fresh = $(`[data-facet=${facet.dataset.facet}]`, await read(url, signal));
    const ticked = all('input:checked', facet);
    all('.told ~ *', facet).forEach(part => part.remove());
    facet.append(...all('.told ~ *', fresh));
    for (const box of all('.opt input', facet)) {
      box.checked = false;
      if (ticked.some(other => other.value === box.value)) box.closest('li').remove();
    }
    $('ul', facet).prepend(...ticked.map(box => box.closest('li')));
    facet.dataset.other = 1; // not all are listed
    told.textContent = $('.told', fresh).textContent;
  } else told.textContent = words.length ? `${fitting} ${facet.dataset.facet}` : '';
});
on(document, 'input', ({target}) => target.matches('.seek input') && narrow(target.closest('fieldset'), target));
on(document, 'keydown', event => {
  if (event.key !== 'Enter' || !event.target.matches('.seek input')) return;
  event.preventDefault(); // no search button
  event.target.nextElementSibling.click();
});

// What is done to a page as it comes, and to every answer after it.
const prepare = () => {
  if (navigator.clipboard) {
    for (const button of all('button[data-salin][hidden]')) {
      button.after(make('span', {role: 'status'}));
      button.hidden = false;
    }
  }
  if (CSS.supports('selector(::details-content)')) return;
  for (const [selector, room] of [['.drawer', '60rem'], ['.months', '40rem']]) {
    if ($(selector) && matchMedia(`(min-width: ${room})`).matches) $(selector).open = true;
  }
};
on(document, 'click', async ({target}) => {
  const button = target.closest('button[data-salin]');
  if (!button) return;
  await navigator.clipboard.writeText(($('link[rel=canonical]') || location).href);
  button.nextElementSibling.textContent = said.disalin;
});
if (field) complete();
if ($(LINE)) follow();
prepare();
