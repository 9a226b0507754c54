import { createHash } from 'node:crypto';

const STYLE =
  'body{font-family:sans-serif;max-width:28rem;margin:4rem auto;padding:0 1rem;line-height:1.5;color:#222}input,button{font:inherit;padding:.5rem;width:100%;box-sizing:border-box;margin:.4rem 0}button{background:#1f4e8c;color:#fff;border:0;border-radius:4px}';

/** Sends what the page is for to the path it was opened at, once the person asks for it: mail scanners only look. */
const SCRIPT = `const form=document.querySelector('form'),message=document.querySelector('output');
form.addEventListener('submit',async(event)=>{event.preventDefault();const button=form.querySelector('button');button.disabled=true;message.textContent='';
const input=form.querySelector('input');const init=input?{headers:{'content-type':'application/json'},body:JSON.stringify({newPassword:input.value})}:{};
try{const answer=await fetch(location.pathname,{method:'POST',...init});if(answer.status===204){form.hidden=true;message.textContent=form.dataset.done;return}
message.textContent=(await answer.json()).detail??'That did not work.'}catch{message.textContent='The service cannot be reached. Try again.'}button.disabled=false});`;

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** What these pages may do: run their own script, look as they do, and talk to where they came from. */
export const LINK_PAGE_POLICY = `default-src 'none'; script-src ${hashOf(SCRIPT)}; style-src ${hashOf(STYLE)}; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** The page that a mailed link opens for a person; nothing in it depends on the link, so looking at it says nothing. */
function page(title: string, button: string, done: string, input = ''): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${STYLE}</style></head><body><h1>${title}</h1><form data-done="${done}">${input}<button>${button}</button></form><output role="status"></output><script>${SCRIPT}</script></body></html>\n`;
}

export const PASSWORD_RESET_PAGE = page(
  'Set a new password',
  'Set the password',
  'Your new password is set. You can sign in with it now.',
  '<label>New password <input type="password" autocomplete="new-password" minlength="8" required></label>',
);

export const EMAIL_VERIFICATION_PAGE = page(
  'Confirm your e-mail address',
  'Confirm',
  'Your e-mail address is confirmed.',
);
