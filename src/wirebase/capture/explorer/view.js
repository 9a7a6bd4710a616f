// What a page shows that can be used: elements with roles and names, forms, and words of its rows.
// The elements stay in window.__wirebase, so that one is reached by its number.
() => {
  const INTERACTIVE =
    'a[href],button,input,select,textarea,summary,[role=button],[role=link],[role=tab],[role=menuitem],' +
    '[role=checkbox],[role=switch],[role=radio],[role=option],[role=combobox],[role=searchbox],[role=textbox],' +
    '[contenteditable=true],[onclick]';
  const ROW = 'li,tr,article,[role=row],[role=listitem],[role=article]';
  const DIALOG = 'dialog[open],[role=dialog],[role=alertdialog],[aria-modal=true]';
  const LIMIT = 1500;
  const text = (node, most) => (node ? (node.innerText || node.textContent || '').trim().replace(/\s+/g, ' ').slice(0, most) : '');

  const visible = (el) => {
    const box = el.getBoundingClientRect();
    if (box.width < 1 || box.height < 1) return false;
    if (el.checkVisibility) return el.checkVisibility({ checkOpacity: false, checkVisibilityCSS: true });
    return getComputedStyle(el).visibility !== 'hidden';
  };

  const all = (root, found) => {
    for (const el of root.querySelectorAll('*')) {
      if (found.length >= LIMIT) break;
      if (el.matches(INTERACTIVE)) found.push(el);
      else if (isPointer(el)) found.push(el);
      if (el.shadowRoot) all(el.shadowRoot, found);
    }
    return found;
  };

  // A clickable thing that says so only by the hand it shows, with no clickable thing around or inside it.
  const isPointer = (el) => {
    if (!(el instanceof HTMLElement) || el.childElementCount > 30) return false;
    if (!['DIV', 'SPAN', 'LI', 'TR', 'TD', 'TH', 'IMG', 'SVG', 'P', 'H2', 'H3', 'H4', 'ARTICLE', 'I'].includes(el.tagName)) return false;
    if (getComputedStyle(el).cursor !== 'pointer') return false;
    if (el.parentElement && getComputedStyle(el.parentElement).cursor === 'pointer') return false;
    return !el.querySelector(INTERACTIVE) && !el.closest('a,button,label,select,summary');
  };

  const role = (el) => {
    const said = el.getAttribute('role');
    if (said) return said;
    const tag = el.tagName.toLowerCase();
    if (tag === 'a') return 'link';
    if (tag === 'input' || tag === 'select' || tag === 'textarea') return tag === 'input' ? inputRole(el.type) : tag;
    if (el.isContentEditable) return 'textarea';
    return 'button';
  };
  const inputRole = (type) => {
    if (['submit', 'button', 'image', 'reset'].includes(type)) return 'button';
    return ['checkbox', 'radio'].includes(type) ? type : 'input';
  };

  const label = (el) => {
    const by = el.getAttribute('aria-labelledby');
    const named = by && by.split(/\s+/).map((id) => text(document.getElementById(id), 80)).join(' ').trim();
    if (named) return named;
    if (el.getAttribute('aria-label')) return el.getAttribute('aria-label').trim().slice(0, 80);
    if (el.labels && el.labels.length) {
      const own = [...el.labels].map((one) => labelText(one)).join(' ').trim();
      if (own) return own.slice(0, 80);
    }
    return '';
  };
  const labelText = (node) => {
    const copy = node.cloneNode(true);
    copy.querySelectorAll('select,textarea,input,button').forEach((inner) => inner.remove());
    return (copy.textContent || '').trim().replace(/\s+/g, ' ');
  };
  const name = (el) => {
    const own = label(el);
    if (own) return own;
    if (el.tagName === 'INPUT' && ['submit', 'button', 'reset'].includes(el.type)) return el.value;
    const field = ['INPUT', 'SELECT', 'TEXTAREA'].includes(el.tagName);
    const inner = field ? '' : text(el, 80);
    const image = el.querySelector && el.querySelector('img[alt],svg title');
    return inner || el.getAttribute('placeholder') || el.title || (image ? image.getAttribute('alt') || image.textContent : '') || el.name || '';
  };

  const path = (el) => {
    const steps = [];
    for (let at = el; at && at !== document.body && steps.length < 7; at = at.parentElement) {
      const cls = [...at.classList].filter((c) => !/\d|active|current|selected|open|hover|focus|disabled/.test(c)).slice(0, 2).join('.');
      steps.push(at.tagName.toLowerCase() + (cls ? '.' + cls : ''));
    }
    return steps.join('<');
  };
  const region = (el) => {
    if (el.closest(DIALOG)) return 'dialog';
    const part = el.closest('nav,header,footer,aside,[role=navigation],[role=banner],[role=contentinfo]');
    if (!part || part.closest('main,article,section')) return 'main';
    return part.closest('footer,[role=contentinfo]') ? 'footer' : 'nav';
  };

  const forms = [];
  const formNumber = (el) => {
    const form = el.closest('form') || container(el);
    if (!form) return -1;
    if (!forms.includes(form)) forms.push(form);
    return forms.indexOf(form);
  };
  // Fields without a form belong to the nearest thing around them that has a button, too.
  const container = (el) => {
    if (!['INPUT', 'TEXTAREA', 'SELECT'].includes(el.tagName) || ['submit', 'button', 'checkbox', 'radio'].includes(el.type)) return null;
    let at = el.parentElement;
    for (let i = 0; at && i < 5 && at !== document.body && at.tagName !== 'MAIN'; i++, at = at.parentElement) {
      if (at.querySelectorAll('a[href]').length > 6) return null;
      if ([...at.querySelectorAll('button,[role=button],input[type=submit]')].some(visible)) return at;
    }
    return null;
  };

  const found = all(document, []).filter(visible);
  const dialogs = [...document.querySelectorAll(DIALOG)].filter(visible);
  const top = dialogs[dialogs.length - 1];
  window.__wirebase = found;
  const elements = found.map((el, i) => {
    const row = el.closest(ROW);
    const rows = row && row.parentElement ? [...row.parentElement.children].indexOf(row) : -1;
    return {
      number: i,
      tag: el.tagName.toLowerCase(),
      role: role(el),
      type: (el.getAttribute('type') || '').toLowerCase(),
      name: name(el).slice(0, 80),
      label: label(el) || el.getAttribute('placeholder') || '',
      field: el.getAttribute('name') || el.id || '',
      href: el.tagName === 'A' ? el.href : '',
      target: el.getAttribute('target') || '',
      region: region(el),
      inDialog: !!top && top.contains(el),
      form: formNumber(el),
      path: path(el),
      row: text(row, 240),
      rowNumber: rows,
      disabled: !!el.disabled || el.getAttribute('aria-disabled') === 'true' || !!el.readOnly,
      checked: !!el.checked || el.getAttribute('aria-checked') === 'true',
      pressed: el.getAttribute('aria-pressed') || '',
      current: el.getAttribute('aria-current') || el.getAttribute('aria-selected') || '',
      value: 'value' in el && typeof el.value === 'string' ? el.value.slice(0, 200) : '',
      options: el.tagName === 'SELECT' ? [...el.options].slice(0, 40).filter((o) => !o.disabled).map((o) => ({ value: o.value, text: o.text.trim() })) : [],
      multiple: !!el.multiple,
      required: !!el.required || el.getAttribute('aria-required') === 'true',
      minimum: el.getAttribute('min') || '',
      maximum: el.getAttribute('max') || '',
      step: el.getAttribute('step') || '',
      longest: el.maxLength > 0 ? el.maxLength : 0,
      pattern: el.getAttribute('pattern') || '',
      autocomplete: el.getAttribute('autocomplete') || '',
    };
  });
  const submitOf = (form) => {
    const pressable = elements.filter((e) => e.role === 'button' && form.contains(found[e.number]) && !e.disabled);
    const explicit = pressable.find((e) => ['submit', 'image'].includes(found[e.number].type) && form.tagName === 'FORM');
    if (explicit) return explicit.number;
    const saying = pressable.find((e) => /^(save|create|add|submit|post|send|search|apply|log ?in|sign ?in|continue|ok|go|update|publish|comment|find)/i.test(e.name));
    return saying ? saying.number : form.tagName === 'FORM' && pressable.length ? pressable[pressable.length - 1].number : -1;
  };
  const heading = (form) => {
    const inside = form.querySelector('legend,h1,h2,h3,h4');
    return text(inside, 80) || form.getAttribute('aria-label') || '';
  };
  const rowTexts = [...document.querySelectorAll('main ' + ROW.split(',').join(',main ') + ',' + ROW)]
    .filter((row) => visible(row) && !row.closest('nav,header,footer'))
    .slice(0, 12)
    .map((row) => text(row, 160));
  return {
    url: location.href,
    title: document.title,
    dialog: !!top,
    headings: [...document.querySelectorAll('h1,h2')].filter(visible).slice(0, 6).map((h) => text(h, 80)),
    rows: rowTexts,
    elements,
    forms: forms.map((form, i) => ({
      number: i,
      genuine: form.tagName === 'FORM',
      method: (form.getAttribute('method') || '').toLowerCase(),
      role: form.getAttribute('role') || '',
      name: [form.getAttribute('aria-label') || '', form.id || '', form.getAttribute('name') || ''].join(' ').trim(),
      heading: heading(form),
      path: path(form),
      row: text(form.closest(ROW), 240),
      inDialog: !!top && top.contains(form),
      submit: submitOf(form),
    })),
  };
}
